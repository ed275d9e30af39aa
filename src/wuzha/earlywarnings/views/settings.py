"""What the county decides for itself: limits and dispatch by grade, names of places."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.forms.settings import GradeRuleForm, PlaceNameForm
from wuzha.earlywarnings.models import GradeRule, PlaceName
from wuzha.earlywarnings.rules import STEPS, default_rule, rule_of
from wuzha.earlywarnings.states import Grade
from wuzha.earlywarnings.views.answers import saved
from wuzha.lib import params
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Unit, UnitKind

settings_page = found_with(Permission.SETTINGS_EDIT)
names_page = found_with(Permission.WARNING_DISPATCH)


@settings_page
@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """All grades beside each other; where the county has set nothing, it says so."""
    county, now = Unit.objects.root(), timezone.now()
    shown = [
        {
            "grade": grade,
            "rule": rule,
            "targets": _targets(rule),
            "confidence": "" if rule.pk else _confidence(grade),
            "next": _next_rule(county, grade),
        }
        for grade in Grade
        for rule in [rule_of(county=county, grade=grade, at=now)]
    ]
    return render(request, "earlywarnings/rules.html", {"rules": shown})


@settings_page
def rule(request: PersonRequest, grade: str) -> HttpResponse:
    if grade not in Grade.values:
        raise Http404
    county, now = Unit.objects.root(), timezone.now()
    current = rule_of(county=county, grade=grade, at=now)
    form = GradeRuleForm.of(current, request.POST or None)
    url = reverse("earlywarnings:rules")
    if form.is_valid():
        actions.set_grade_rule(
            county=county,
            grade=grade,
            rule=form.rule,
            reason=form.cleaned_data["reason"],
            valid_from=form.cleaned_data["valid_from"],
            by=request.user,
        )
        return saved(request, url, _("已保存。正在计时的预警不受影响。"))
    context = {
        "form": form,
        "grade": Grade(grade),
        "verb": _("保存为本县规则"),
        "back_url": url,
        "default": default_rule(county=county, grade=grade, at=now),
        "is_default": not current.pk,
        "history": _history(county, grade),
    }
    status = 422 if form.is_bound else 200
    return render(request, "earlywarnings/rule.html", context, status=status)


@names_page
def place_names(request: PersonRequest) -> HttpResponse:
    form = PlaceNameForm(request.POST or None)
    if form.is_valid():
        actions.add_place_name(
            unit=form.cleaned_data["unit"],
            name=form.cleaned_data["name"],
            by=request.user,
        )
        url = reverse("earlywarnings:place_names")
        return saved(request, url, _("已保存，以后按这个地名分派。"))
    names = PlaceName.objects.select_related("unit__parent", "by").order_by("name")
    shown = visible_to(request.user, Permission.WARNING_DISPATCH, names)
    context = {
        "form": form,
        "verb": _("添加"),
        "names": shown,
        "back_url": reverse("earlywarnings:list"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "earlywarnings/place_names.html", context, status=status)


@names_page
@require_POST
def remove_place_name(request: PersonRequest, pk: int) -> HttpResponse:
    names = visible_to(
        request.user, Permission.WARNING_DISPATCH, PlaceName.objects.all()
    )
    name = get_object_or_404(names, pk=pk)
    actions.remove_place_name(place_name=name, by=request.user)
    return saved(request, reverse("earlywarnings:place_names"), _("已删除。"))


def _targets(rule: GradeRule) -> list[str]:
    return [str(UnitKind(kind).label) for kind in rule.targets]


def _confidence(grade: str) -> list[str]:
    """Of the project's own numbers, in words."""
    today = timezone.localdate()
    keys = (f"warning_defaults.{grade}.{step}" for step in STEPS)
    rows = [params.value(key, on=today) for key in keys if params.table().has(key)]
    return sorted({_(params.CONFIDENCE[row.confidence]) for row in rows})


def _next_rule(county: Unit, grade: str) -> GradeRule | None:
    later = GradeRule.objects.filter(
        county=county, grade=grade, valid_from__gt=timezone.now()
    )
    return later.order_by("valid_from").first()


def _history(county: Unit, grade: str) -> list[dict[str, Any]]:
    rows = GradeRule.objects.filter(county=county, grade=grade).select_related("by")
    return [
        {
            "at": row.valid_from,
            "what": _("签收 %(sign)d、拨打 %(call)d、见面 %(meet)s、反馈 %(back)d 分钟")
            % {
                "sign": row.sign,
                "call": row.call,
                "meet": row.meet if row.meet is not None else _("不要求"),
                "back": row.feed_back,
            },
            "who": row.by.name,
            "detail": row.reason,
        }
        for row in rows.order_by("-valid_from")
    ]
