"""The rule book: its rules, a version with what it says, and what is done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.detection.rules.changes import changes, parts
from wuzha.monitoring import figures
from wuzha.monitoring.actions import rules as actions
from wuzha.monitoring.forms.versions import InForceForm, ReasonForm, RuleFilter
from wuzha.monitoring.models import RuleMove, RuleTest, RuleVersion
from wuzha.monitoring.models.rules import ALL
from wuzha.monitoring.outcome import Outcome
from wuzha.monitoring.rulebook import every_rule, standing, versions_of
from wuzha.monitoring.states import RULE, RuleState, RunState
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit
from wuzha.security.factors import require_fresh
from wuzha.ui.timeline import Event

A_PAGE = 100
ORDER = [RuleState.IN_FORCE, RuleState.TRIAL, RuleState.DRAFT, RuleState.RETIRED]
sees = found_with(Permission.HIT_VIEW, everywhere=True)
Deed = Callable[..., object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A rule in the list, by the version that a person means by it."""

    version: RuleVersion
    judged: figures.Judged | None
    has_draft: bool


@require_safe
@sees
def rules(request: PersonRequest) -> HttpResponse:
    judged = figures.judged_by_rule()
    rows = [
        Row(
            version=version,
            judged=judged.get(version.rule),
            has_draft=any(row.state == RuleState.DRAFT for row in versions),
        )
        for versions in every_rule()
        for version in [standing(versions)]
    ]
    rows.sort(key=lambda row: ORDER.index(RuleState(row.version.state)))
    if state := request.GET.get("state"):
        rows = [row for row in rows if row.version.state == state]
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "filter_form": RuleFilter(request.GET),
        "may_edit": may(request.user, Permission.RULES_EDIT),
        "may_allow": may(request.user, Permission.ACCOUNTS_REVIEW),
        "back_url": reverse("monitoring:hits"),
    }
    return render(request, "monitoring/rules.html", context)


@require_safe
@sees
def rule(request: PersonRequest, rule: str) -> HttpResponse:
    return _shown(request, standing(found_versions(rule)))


@require_safe
@sees
def rule_version(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    return _shown(request, found_version(rule, version))


@require_POST
@sees
def test(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    found = found_version(rule, version)
    actions.ask_test(rule=rule, version=version, by=request.user)
    messages.success(request, _("试算在后台进行，完成后在本页显示。"))
    return redirect(found)


@sees
def put_on_trial(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    require(request.user, Permission.RULES_EDIT, Unit.objects.root())
    return _act(
        request,
        found_version(rule, version),
        ReasonForm(posted(request)),
        actions.put_on_trial,
        verb=_("试运行"),
        consequences=[
            _("此后每次研判都带上这一版，命中另外存放，不发预警、不占待核实队列。"),
            _("使用中的版本照常运行，不受影响。"),
        ],
    )


@sees
def put_in_force(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    require(request.user, Permission.RULES_RELEASE, Unit.objects.root())
    require_fresh(request)
    return _act(
        request,
        found_version(rule, version),
        InForceForm(posted(request)),
        actions.put_in_force,
        verb=_("启用"),
        consequences=[
            _("此后的研判和转账前判断都用这一版，命中进入待核实队列。"),
            _("选了一部分账户时，其余账户仍由原来的版本看。"),
            _("以前的命中不变，仍注明当时的版本；随时可以回退。"),
        ],
    )


@sees
def retire(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    require(request.user, Permission.RULES_RELEASE, Unit.objects.root())
    require_fresh(request)
    return _act(
        request,
        found_version(rule, version),
        ReasonForm(posted(request)),
        actions.retire,
        verb=_("停用"),
        consequences=[_("这一版不再运行；没有别的版本在用时，这条规则不再产生命中。")],
    )


@sees
def roll_back(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    require(request.user, Permission.RULES_RELEASE, Unit.objects.root())
    require_fresh(request)
    return _act(
        request,
        found_version(rule, version),
        ReasonForm(posted(request)),
        actions.roll_back,
        verb=_("回退"),
        consequences=[_("这一版停用，此前启用的版本立即用于全部账户，不必再试算。")],
    )


def found_versions(rule: str) -> list[RuleVersion]:
    versions = versions_of(rule)
    if not versions:
        raise Http404
    return versions


def found_version(rule: str, version: int) -> RuleVersion:
    for found in versions_of(rule):
        if found.version == version:
            return found
    raise Http404


def _act(
    request: PersonRequest,
    version: RuleVersion,
    form: forms.Form,
    do: Deed,
    *,
    verb: str,
    consequences: list[str],
) -> HttpResponse:
    if form.is_valid():
        do(
            rule=version.rule,
            version=version.version,
            by=request.user,
            **form.cleaned_data,
        )
        messages.success(
            request, _("%(verb)s：%(title)s 已办。") % {"verb": verb, "title": version}
        )
        return redirect("monitoring:rule", version.rule)
    context = {
        **_facts(version),
        "form": form,
        "verb": verb,
        "consequences": consequences,
        "back_url": version.get_absolute_url(),
        "back_label": version.read.title,
    }
    return render(request, "monitoring/rule_act.html", context)


def _shown(request: PersonRequest, version: RuleVersion) -> HttpResponse:
    after = RULE.after(version.state)
    may_edit = may(request.user, Permission.RULES_EDIT)
    may_release = may(request.user, Permission.RULES_RELEASE)
    facts = _facts(version)
    is_tested = facts["outcome"] is not None
    in_force = version.state == RuleState.IN_FORCE
    context = {
        **facts,
        "parts": parts(version.read),
        "versions": versions_of(version.rule),
        "moves": _history(version.rule),
        "by_version": figures.judged_by_version(version.rule),
        "by_month": figures.judged_by_month(version.rule),
        "causes": figures.dismissed_by_cause(version.rule),
        "answered": figures.answered(version.rule),
        "may_edit": may_edit,
        "may_test": may_edit and not facts["test_runs"],
        "may_try": may_edit and RuleState.TRIAL in after,
        "may_put_in_force": may_release
        and is_tested
        and (version.state == RuleState.TRIAL or (in_force and version.share < ALL)),
        "may_retire": may_release and RuleState.RETIRED in after,
        "may_roll_back": may_release
        and in_force
        and version.pk
        and version.in_force_before(),
        "back_url": reverse("monitoring:rules"),
        "back_label": _("规则"),
    }
    return render(request, "monitoring/rule.html", context)


def _facts(version: RuleVersion) -> dict[str, Any]:
    """What it says, what differs from what is in force, and its latest test."""
    test = _latest_test(version)
    others = [one for one in versions_of(version.rule) if one.version < version.version]
    before = standing(others) if others else None
    return {
        "version": version,
        "rule": version.read,
        "before": before,
        "changes": changes(before.read, version.read) if before else [],
        "test": test,
        "test_runs": test and test.state in (RunState.WAITING, RunState.RUNNING),
        "outcome": Outcome(**test.outcome) if test and _is_valid(test) else None,
    }


def _latest_test(version: RuleVersion) -> RuleTest | None:
    if version.pk is None:
        return None
    return version.tests.filter(digest=version.digest).first()


def _is_valid(test: RuleTest) -> bool:
    return test.state == RunState.DONE and bool(test.outcome)


def _history(rule: str) -> list[Event]:
    moves = RuleMove.objects.filter(version__rule=rule)
    return [_event(move) for move in moves.select_related("version", "by")]


def _event(move: RuleMove) -> Event:
    what = _("第 %(n)d 版%(state)s") % {
        "n": move.version.version,
        "state": move.get_state_display(),
    }
    share = "" if move.share == ALL else f" {move.share}%"
    return Event(
        at=move.at,
        what=what + share,
        who=move.by,
        detail=move.why,
        tone="done" if move.state == RuleState.IN_FORCE else "",
    )
