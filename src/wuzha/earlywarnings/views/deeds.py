"""Deeds on a case that ask for a form: one table, one page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.forms import deeds as forms
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import BEFORE_MEETING, OPEN, State
from wuzha.earlywarnings.views.answers import saved
from wuzha.earlywarnings.views.rows import seen_by, workable_by
from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import PLACES, Person

Words = str | Promise
Kept = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """`states`: in which the deed is possible; `run` calls the action."""

    verb: Words
    done: Words
    form: type[forms.DeedForm]
    permission: Permission
    states: tuple[State, ...]
    run: Callable[[Dissuasion, Kept, Person], None]
    consequences: tuple[Words, ...] = ()
    # What else of the case has to be so.
    needs: Callable[[Dissuasion], bool] = lambda case: True

    def is_for(self, person: Person, case: Dissuasion) -> bool:
        is_possible = case.state in self.states and self.needs(case)
        return is_possible and may(person, self.permission, case.unit)


def _dispatch(case: Dissuasion, kept: Kept, by: Person) -> None:
    unit, name = kept["unit"], kept["place_name"]
    actions.dispatch(
        dissuasion=case, unit=unit, reason=kept["reason"], seen=kept["version"], by=by
    )
    if name and unit.kind in PLACES:
        actions.add_place_name(unit=unit, name=name, by=by)


def _send_back(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.send_back(
        dissuasion=case, reason=kept["reason"], seen=kept["version"], by=by
    )


def _close(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.close(
        dissuasion=case,
        waive_revisits=kept.get("waive_revisits", False),
        seen=kept["version"],
        by=by,
    )


def _return(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.return_feedback(
        dissuasion=case, reason=kept["reason"], seen=kept["version"], by=by
    )


def _reopen(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.reopen(dissuasion=case, reason=kept["reason"], by=by)


def _invalid(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.mark_invalid(dissuasion=case, reason=kept["reason"], by=by)


def _duplicate(case: Dissuasion, kept: Kept, by: Person) -> None:
    other = get_object_or_404(seen_by(by), pk=kept["of"].pk)
    actions.mark_duplicate(dissuasion=case, of=other, reason=kept["reason"], by=by)


def _transfer(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.transfer(dissuasion=case, to=kept["to"], reason=kept["reason"], by=by)


def _join(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.join_incident(dissuasion=case, incident=kept["number"], by=by)


def _pause(case: Dissuasion, kept: Kept, by: Person) -> None:
    actions.pause_clock(
        dissuasion=case, kind=kept["kind"], reason=kept["reason"], by=by
    )


ENDABLE = (*BEFORE_MEETING, State.MET)
DEEDS = {
    "dispatch": Deed(
        verb=lazy("分派"),
        done=lazy("已分派，承办单位已收到通知。"),
        form=forms.DispatchForm,
        permission=Permission.WARNING_DISPATCH,
        states=BEFORE_MEETING,
        run=_dispatch,
    ),
    "send-back": Deed(
        verb=lazy("退回县中心"),
        done=lazy("已退回，由县中心重新分派。"),
        form=forms.ReasonForm,
        permission=Permission.WARNING_WORK,
        states=BEFORE_MEETING[1:],
        run=_send_back,
        consequences=(
            lazy("县中心值班员马上收到通知，重新决定由谁承办。"),
            lazy("拨打和见面的时限继续计算。"),
        ),
    ),
    "close": Deed(
        verb=lazy("复核办结"),
        done=lazy("已办结。"),
        form=forms.CloseForm,
        permission=Permission.WARNING_REVIEW,
        states=(State.FED_BACK,),
        run=_close,
        consequences=(lazy("承办人从此看不到这个人的信息。"),),
    ),
    "return": Deed(
        verb=lazy("退回补充"),
        done=lazy("已退回承办人补充。"),
        form=forms.ReasonForm,
        permission=Permission.WARNING_REVIEW,
        states=(State.FED_BACK,),
        run=_return,
        consequences=(lazy("承办人收到通知，反馈时限重新计算。"),),
    ),
    "pause": Deed(
        verb=lazy("暂停时限"),
        done=lazy("已暂停。"),
        form=forms.ClockForm,
        permission=Permission.WARNING_DISPATCH,
        states=OPEN,
        run=_pause,
        needs=lambda case: bool(forms.clock_choices(case)),
        consequences=(lazy("恢复以前不再提醒，剩下的时间保留。"),),
    ),
    "invalid": Deed(
        verb=lazy("判为无效"),
        done=lazy("已判为无效预警。"),
        form=forms.ReasonForm,
        permission=Permission.WARNING_REVIEW,
        states=ENDABLE,
        run=_invalid,
        consequences=(lazy("所有时限停止，计入预警不实。"),),
    ),
    "duplicate": Deed(
        verb=lazy("并入另一条"),
        done=lazy("已并入。"),
        form=forms.DuplicateForm,
        permission=Permission.WARNING_REVIEW,
        states=ENDABLE,
        run=_duplicate,
    ),
    "transfer": Deed(
        verb=lazy("转出外地"),
        done=lazy("已转出。"),
        form=forms.TransferForm,
        permission=Permission.WARNING_REVIEW,
        states=ENDABLE,
        run=_transfer,
        consequences=(lazy("所有时限停止，本县不再办理。此状态不能恢复。"),),
    ),
    "join": Deed(
        verb=lazy("关联已有案件"),
        done=lazy("已关联，计入预警后被骗。"),
        form=forms.IncidentForm,
        permission=Permission.INCIDENT_OPEN,
        states=(*OPEN, State.CLOSED),
        run=_join,
    ),
    "reopen": Deed(
        verb=lazy("重新办理"),
        done=lazy("已重新打开，承办单位已收到通知。"),
        form=forms.ReasonForm,
        permission=Permission.WARNING_REVIEW,
        states=(State.CLOSED, State.INVALID),
        run=_reopen,
    ),
}


def deeds_for(person: Person, case: Dissuasion) -> list[tuple[str, Deed]]:
    """What is possible now: only that is offered."""
    return [(name, deed) for name, deed in DEEDS.items() if deed.is_for(person, case)]


def deed(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    if name not in DEEDS:
        raise Http404
    wanted = DEEDS[name]
    case = get_object_or_404(_door(request.user, wanted.permission), pk=pk)
    typed = request.POST if request.method == "POST" else None
    query = request.GET.get("q", "").strip()
    form = wanted.form(typed, case=case, person=request.user, query=query)
    if form.is_valid():
        wanted.run(case, form.cleaned_data, request.user)
        return saved(request, _next_page(request.user, case), str(wanted.done))
    if name == "dispatch":
        actions.open_dispatch(dissuasion=case, by=request.user)
    context = {
        "case": case,
        "form": form,
        "name": name,
        "query": query,
        "verb": wanted.verb,
        "consequences": wanted.consequences,
        "back_url": case.get_absolute_url(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "earlywarnings/deed.html", context, status=status)


def resume(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    case = get_object_or_404(_door(request.user, Permission.WARNING_DISPATCH), pk=pk)
    if request.method != "POST":
        return redirect(case)
    actions.resume_clock(dissuasion=case, kind=kind, by=request.user)
    return saved(request, case.get_absolute_url(), str(lazy("已恢复计时。")))


def _door(person: Person, permission: Permission) -> Any:
    if permission == Permission.WARNING_WORK:
        return workable_by(person)
    rows = Dissuasion.objects.select_related("unit", "place", "person")
    return visible_to(person, permission, rows)


def _next_page(person: Person, case: Dissuasion) -> str:
    """Whoever gave it away has nothing more to look at."""
    if seen_by(person).filter(pk=case.pk).exists():
        return case.get_absolute_url()
    return reverse("earlywarnings:visits")
