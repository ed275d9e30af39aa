from pathlib import Path

import pytest

from wuzha.lib.datafiles import DATA, BadTable, load
from wuzha.lib.scripts import Script, common, read_scripts, script_for
from wuzha.lib.taxonomy import taxonomy

CLASSES = [code for code, _ in taxonomy().choices]
SCRIPT = (DATA / "scripts" / "F99.toml").read_text("utf8")


@pytest.mark.parametrize("code", CLASSES)
def test_every_class_has_a_script_that_fits_a_phone(code: str) -> None:
    script = script_for(code)
    assert script.fraud_class == code
    assert 3 <= len(script.ask) <= 5
    assert 2 <= len(script.replies) <= 4
    assert 3 <= len(script.do_now) <= 4


@pytest.mark.parametrize("code", CLASSES)
def test_nothing_that_is_said_asks_for_secrets_or_names_a_safe_account(
    code: str,
) -> None:
    script = script_for(code)
    said = (script.opening, *script.ask, *script.do_now)
    assert not any("验证码" in line or "安全账户" in line for line in said)
    answers = [reply.you_say for reply in script.replies]
    assert not any("验证码" in line for line in answers)


@pytest.mark.parametrize("code", CLASSES)
def test_every_script_asks_whether_money_has_gone(code: str) -> None:
    assert any("几点" in line for line in script_for(code).ask)


def test_the_opening_says_who_speaks() -> None:
    opening = script_for("F07").opening_by(unit="清水镇柳溪村网格", by="周小禾")
    assert opening.startswith("您好，我是清水镇柳溪村网格的周小禾。")


def test_a_sub_type_has_the_script_of_its_class() -> None:
    assert script_for("F03-01") is script_for("F03")


@pytest.mark.parametrize("code", ["", "F13"])
def test_while_the_class_is_not_known_the_general_script_serves(code: str) -> None:
    assert script_for(code).fraud_class == "F99"


def test_what_holds_always_leads_to_the_police_and_asks_for_nothing() -> None:
    assert "110" in common().verify and "110" in common().if_money_moved[0]
    assert "96110" in "".join(common().closing)
    assert any("验证码" in line for line in common().never)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"F99"', '"F98"', r"F99\.toml: fraud_class is F98"),
        ("{by}", "{name}", "unknown place 'name'"),
        ("先停下来，", "请看www.example.com，", "holds a link"),
        ("先停下来，", "请把收到的短信报给我，就是验证码，", "asks for a code"),
        ("先停下来，", "先停下来，" * 20, "longer than 60"),
        ('version = "1"', 'version = "1"\ncolour = 1', "unknown key colour"),
        ("they_say", "he_says", r"replies\[0\]: unknown key he_says"),
    ],
)
def test_a_wrong_script_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    (tmp_path / "F99.toml").write_text(SCRIPT.replace(old, new), "utf8")
    with pytest.raises(BadTable, match=says):
        read_scripts(tmp_path)


def test_a_class_without_a_script_is_named(tmp_path: Path) -> None:
    (tmp_path / "F99.toml").write_text(SCRIPT, "utf8")
    with pytest.raises(BadTable, match=r"one script a class; see .*F01"):
        read_scripts(tmp_path)


def test_a_script_reads_by_itself() -> None:
    assert load(Script, DATA / "scripts" / "F01.toml").version
