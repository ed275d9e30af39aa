from datetime import date
from pathlib import Path

import pytest

from wuzha.lib import params
from wuzha.lib.clocks import Limit, Unit
from wuzha.lib.datafiles import BadTable
from wuzha.lib.params import NotInForce, Parameters, Unconfirmed, UnknownParameter
from wuzha.lib.refused import Refused

TODAY = date(2026, 11, 22)
ROW = 'label = "期限"\nunit = "day"\nbasis = "某法"\nconfidence = "B"\n'


def written(folder: Path, text: str) -> Path:
    (folder / "terms.toml").write_text(text, "utf8")
    return folder


def test_a_number_of_law_comes_with_its_basis() -> None:
    stop = params.value("money_clocks.stop_payment_hours", on=TODAY)
    assert (stop.whole, stop.unit, stop.confidence) == (48, "hour", "B")
    assert "86号" in stop.basis
    assert stop.limit == Limit(48, Unit.HOUR)


@pytest.mark.parametrize(
    ("key", "on", "whole"),
    [
        ("punishment.no_new_account_years", date(2018, 5, 1), 3),
        ("punishment.no_new_account_years", date(2020, 5, 1), 5),
        ("punishment.recognised_years", TODAY, 2),
        ("money_clocks.freeze_months", TODAY, 6),
        ("money_clocks.stop_payment_max_times", TODAY, 2),
        ("accounts.class3_day", TODAY, 2000),
        ("warning_defaults.critical.meet", TODAY, 30),
        ("warning_defaults.low.sign", TODAY, 240),
    ],
)
def test_the_value_of_the_day_counts(key: str, on: date, whole: int) -> None:
    assert params.value(key, on=on).whole == whole


def test_a_rule_that_was_abolished_is_off_after_its_last_day() -> None:
    key = "accounts.cash_50k_purpose_rule"
    assert params.value(key, on=date(2025, 12, 31)).flag
    assert not params.value(key, on=date(2026, 1, 1)).flag


def test_lists_and_money_and_years_are_read_in_their_units() -> None:
    alarms = params.value("money_clocks.freeze_alarms_days", on=TODAY)
    assert alarms.limits == tuple(Limit(n, Unit.DAY) for n in (30, 7, 1))
    assert params.value("thresholds.big_case", on=TODAY).cents == 50_000_000
    family = params.value("no_fraud_default.unit.family", on=TODAY)
    assert family.texts == ("父母", "配偶", "子女")
    years = params.value("retention.access_audit_years", on=TODAY)
    assert years.limit == Limit(36, Unit.MONTH)


def test_a_value_that_nobody_confirmed_is_refused_with_a_sentence() -> None:
    with pytest.raises(Unconfirmed, match="“惩戒申诉受理期限”还没有核实过的数值"):
        params.value("punishment.appeal_accept_days", on=TODAY)
    row = params.table().row("punishment.appeal_accept_days", on=TODAY)
    assert row.value is None and row.doubt


def test_a_day_without_a_rule_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotInForce, match="2016-01-01没有有效的规定") as refusal:
        params.value("punishment.non_counter_years", on=date(2016, 1, 1))
    assert isinstance(refusal.value, Refused)


def test_an_unknown_key_is_a_mistake_of_the_code() -> None:
    with pytest.raises(UnknownParameter, match=r"money_clocks\.nothing"):
        params.value("money_clocks.nothing", on=TODAY)
    assert not params.table().has("warning_defaults.low.meet")


@pytest.mark.parametrize("reading", ["whole", "flag", "wholes", "texts", "cents"])
def test_a_value_is_not_read_as_something_else(reading: str) -> None:
    key = {
        "whole": "money_clocks.freeze_alarms_days",
        "flag": "money_clocks.freeze_months",
        "wholes": "money_clocks.freeze_months",
        "texts": "money_clocks.freeze_months",
        "cents": "money_clocks.freeze_months",
    }[reading]
    with pytest.raises(TypeError, match=key):
        getattr(params.value(key, on=TODAY), reading)


def test_every_row_in_force_can_be_listed_with_what_is_doubtful() -> None:
    rows = params.table().in_force(TODAY)
    assert [row.key for row in rows] == sorted(row.key for row in rows)
    unconfirmed = [row for row in rows if row.value is None]
    assert unconfirmed and all(row.doubt for row in unconfirmed)


@pytest.mark.parametrize("grade", ["critical", "high", "medium", "low"])
def test_limits_of_a_warning_grow_step_by_step(grade: str) -> None:
    steps = ("sign", "call", "meet", "feed_back")
    keys = [f"warning_defaults.{grade}.{step}" for step in steps]
    kept = [key for key in keys if params.table().has(key)]
    limits = [params.value(key, on=TODAY).whole for key in kept]
    assert limits == sorted(limits)
    for key, limit in zip(kept, limits, strict=True):
        assert params.value(f"{key}_alarm", on=TODAY).whole < limit
    assert params.value(f"warning_defaults.{grade}.levels", on=TODAY).limits


def test_the_points_of_the_default_scoring_make_a_hundred() -> None:
    rows = params.table().in_force(TODAY)
    points = [row.whole for row in rows if row.key.startswith("scoring_default.")]
    assert sum(points) == 100


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"[[a]]\nvalue = 3\n{ROW}color = 1\n", r"terms\.toml: terms\.a: unknown key"),
        (
            '[[a]]\nvalue = 3\nlabel = "x"\n',
            r"terms\.a: basis, confidence, unit is miss",
        ),
        (f"[[a]]\nvalue = 3.5\n{ROW}", r"terms\.a: value: 3\.5 is not of type"),
        (f"[[a]]\nvalue = true\n{ROW}", "true and false go with the unit flag"),
        (f"[[a]]\nvalue = 3\n{ROW.replace('day', 'moon')}", "unit moon is not known"),
        (f"[[a]]\nvalue = 3\n{ROW.replace('B', 'E')}", "confidence E"),
        ("a = 3\n", r"terms\.a: rows are written as \[\[a\]\]"),
        (f"[[b.a]]\nvalue = 3\n{ROW.replace('day', '')}", r"terms\.b\.a: unit: empty"),
        (
            f"[[a]]\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01\n{ROW}",
            "valid_to lies before",
        ),
        (
            f"[[a]]\nvalid_to = 2026-01-01\n{ROW}[[a]]\nvalid_from = 2026-01-01\n{ROW}",
            "two rows hold at the same time",
        ),
        (f"[[a]]\n{ROW}[[a]]\n{ROW}", "two rows hold at the same time"),
    ],
)
def test_a_wrong_table_is_named_with_file_and_key(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(BadTable, match=says):
        Parameters.read(written(tmp_path, text))
