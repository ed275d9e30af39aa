"""A rule is changed by filling in a form, and never by writing code."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from wuzha.detection.rules.changes import parts
from wuzha.detection.rules.tree import Rule
from wuzha.monitoring.forms.editor import Editor
from wuzha.monitoring.models import RuleVersion
from wuzha.monitoring.rulebook import shipped
from wuzha.organisation.models import Person, Unit
from wuzha.ui.times import said

SignIn = Callable[[Person], Client]
Typed = dict[str, str]
CHINESE = re.compile("[\u4e00-\u9fff]")
RULE = "fast_in_fast_out"


def filled(page: HttpResponse) -> Typed:
    """What a browser would send of the page's form."""
    form = html.fromstring(page.content.decode()).forms[-1]
    return dict(form.form_values())


def opened(client: Client, rule: str = RULE, version: int = 1) -> tuple[str, Typed]:
    url = reverse("monitoring:edit_rule", args=[rule, version])
    return url, filled(client.get(url))


@pytest.mark.parametrize("rule", shipped().values(), ids=lambda rule: rule.id)
def test_every_shipped_rule_can_be_shown_in_the_form(rule: Rule) -> None:
    editor = Editor(None, rule=rule, is_new=False)
    assert [form.words() for form in editor.features.forms] == [
        words for _name, words in editor._feature_names()
    ]
    assert editor.bands.initial


@pytest.mark.once
def test_a_rule_is_said_in_one_language() -> None:
    """What a county writes stays as written: its basis, the sentence of a band."""
    with translation.override("en"):
        told = {
            (rule.id, part.key): said(part.label) + said(part.text)
            for rule in shipped().values()
            for part in parts(rule)
            if part.key != "basis" and not part.key.startswith("bands")
        }
    assert told
    assert [key for key, text in told.items() if CHINESE.search(text)] == []


def test_a_form_left_as_it_was_is_the_same_rule(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    for rule in ("fast_in_fast_out", "cash_after_credit", "gather_then_split"):
        url, typed = opened(client, rule)
        done = client.post(url, {**typed, "why": "照抄", "do": "save"})
        assert done.status_code == 302, rule
        kept, ships = RuleVersion.objects.get(rule=rule).read, shipped()[rule]
        for part in ("when", "measure", "features", "bands", "victims", "evidence"):
            assert getattr(kept, part) == getattr(ships, part)


def test_a_changed_threshold_is_a_new_version_and_is_shown_as_a_difference(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    url, typed = opened(client)
    typed |= {"when-rows-0-value": "3000", "why": "小额误报多"}
    seen = client.post(url, {**typed, "do": "look"}).content.decode()
    assert "<ins>" in seen
    assert "¥3,000.00" in seen
    assert not RuleVersion.objects.exists()
    kept = client.post(url, {**typed, "do": "save"}, follow=True).content.decode()
    assert "小额误报多" in kept
    assert "与第 1 版不同的地方" in kept
    version = RuleVersion.objects.get()
    assert (version.version, version.state) == (2, "draft")


def test_what_is_wrong_is_said_at_its_field(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    url, typed = opened(client)
    wrong = {
        "when-rows-1-value": "三千",
        "bands-0-reason": "转出{nothing}。",
        "features-0-window": "昨天",
        "basis": "",
    }
    for field, value in wrong.items():
        page = client.post(url, {**typed, field: value, "do": "save", "why": "-"})
        assert f'id="id_{field}_error"' in page.content.decode(), field
    assert not RuleVersion.objects.exists()


def test_a_rule_of_the_countys_own_is_put_together_row_by_row(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    url = reverse("monitoring:new_rule")
    typed = filled(client.get(url))
    added = client.post(url, {**typed, "do": "add:features"})
    # The answer stands as it is: no draft kept by the browser is put over it, and
    # nothing is called missing that was not asked for before.
    assert "data-bound" in added.content.decode()
    assert "field__error" not in added.content.decode()
    typed = filled(added) | {
        **{"title": "夜间分散转出", "side": "mule", "account": "payer"},
        **{"suspect": "payer", "basis": "本县三月专项", "confidence": "C"},
        **{"features-0-window": "2小时", "features-0-aggregate": "distinct"},
        **{"features-0-direction": "out", "features-0-evidence": "on"},
    }
    typed = filled(client.post(url, {**typed, "do": "look"}))
    typed |= {
        **{"when-rows-0-left": "f1", "when-rows-0-operator": ">="},
        **{"when-rows-0-value": "4", "measure-measure": "f1"},
        **{"bands-0-at_least": "4", "bands-0-score": "60", "bands-0-action": "review"},
        "bands-0-reason": "{f1.window}内已付给{f1}人，请核实。",
        "why": "三月案件里见到",
    }
    done = client.post(url, {**typed, "do": "save"}, follow=True).content.decode()
    assert "付款账户近2小时收款人数" in done
    rule = RuleVersion.objects.get().read
    assert (rule.id, rule.evidence, rule.bands[0].score) == ("county_1", ("f1",), 60)


def test_only_who_may_write_rules_finds_the_form(
    county: Unit, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    assert client.get(reverse("monitoring:rules")).status_code == 200
    assert client.get(reverse("monitoring:rule", args=[RULE])).status_code == 200
    url = reverse("monitoring:edit_rule", args=[RULE, 1])
    assert client.get(url).status_code == 403


def test_while_somebody_types_the_rule_is_said_and_its_hits_a_day_are_counted(
    county: Unit, zhou: Person, signed_in: SignIn
) -> None:
    client = signed_in(zhou)
    url, typed = opened(client)
    typed |= {"when-rows-0-value": "3000"}
    seen = client.post(url, {**typed, "do": "live"}).content.decode()
    assert "¥3,000.00" in seen and "正在估" in seen
    assert "还没有流水" in client.post(url, {**typed, "do": "count"}).content.decode()
    broken = client.post(url, {**typed, "head-title": "", "do": "live"})
    assert broken.status_code == 200
    assert not RuleVersion.objects.exists()
