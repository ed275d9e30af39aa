"""A playbook is written and confirmed; a run has its own copy, clocks and people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.lib.periods import Kind, Period
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.figures import RunResult, drills_held
from wuzha.workplans.intake import opened
from wuzha.workplans.models import Playbook, PlaybookRun, RunStep, WorkPlan
from wuzha.workplans.states import PlaybookState, PlayedState, RunState
from wuzha.workplans.tests import make
from wuzha.workplans.tests.playbooks import cast, drafted, in_force, step_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def playbook(county: Unit, lin: Person, luo: Person) -> Playbook:
    return in_force(county, lin, luo)


@pytest.fixture
def drill(playbook: Playbook, lin: Person) -> PlaybookRun:
    return actions.start_drill(playbook=playbook, by=lin)


def test_it_is_confirmed_only_when_every_step_has_somebody(
    county: Unit, lin: Person, luo: Person
) -> None:
    empty = actions.make_playbook(unit=county, title="空的", situation="other", by=lin)
    with pytest.raises(Refused, match="还没有步骤"):
        actions.confirm_playbook(playbook=empty, by=luo)
    actions.write_step(playbook=empty, text="先报告", by=lin)
    with pytest.raises(Refused, match="第 1 步还没有负责的角色"):
        actions.confirm_playbook(playbook=empty, by=luo)
    role = actions.cast_role(playbook=empty, name="联络员", by=lin)
    step = empty.steps.get()
    actions.write_step(playbook=empty, step=step, text="先报告", role=role, by=lin)
    with pytest.raises(Refused, match=r"联络员.*还没有对应"):
        actions.confirm_playbook(playbook=empty, by=luo)
    cast(role, lin, office=Role.DUTY_OFFICER)
    with pytest.raises(NotAllowed):
        actions.confirm_playbook(playbook=empty, by=lin)
    assert actions.confirm_playbook(playbook=empty, by=luo).confirmed_by == luo


def test_steps_are_moved_and_removed_and_roles_that_act_stay(
    county: Unit, lin: Person, tan: Person
) -> None:
    draft = drafted(county, lin)
    first, second, third = draft.steps.all()
    actions.move_step(step=third, up=True, by=lin)
    actions.move_step(step=first, up=True, by=lin)
    assert list(draft.steps.all()) == [first, third, second]
    actions.remove_step(step=first, by=lin)
    assert [step.order for step in draft.steps.all()] == [1, 2]
    police = draft.roles.get(name="派出所")
    with pytest.raises(Refused, match="还有步骤"):
        actions.remove_role(role=police, by=lin)
    actions.remove_step(step=third, by=lin)
    actions.remove_role(role=police, by=lin)
    with pytest.raises(Conflict, match="已有"):
        actions.cast_role(playbook=draft, name="值班员", by=lin)
    with pytest.raises(Refused, match="只留一种"):
        actions.cast_role(
            playbook=draft, name="组长", person=lin, office=Role.DUTY_OFFICER, by=lin
        )
    with pytest.raises(NotAllowed):
        actions.remove_step(step=second, by=tan)


def test_who_was_second_to_change_it_is_told(county: Unit, lin: Person) -> None:
    draft = drafted(county, lin)
    draft.refresh_from_db()
    seen = draft.version
    actions.write_step(playbook=draft, text="再一步", seen=seen, by=lin)
    with pytest.raises(Conflict, match="刚被别人改过"):
        actions.write_step(playbook=draft, text="又一步", seen=seen, by=lin)


def test_one_in_force_is_changed_by_revising_it(
    playbook: Playbook, lin: Person, luo: Person
) -> None:
    with pytest.raises(Refused, match="修订"):
        actions.write_step(playbook=playbook, text="再一步", by=lin)
    actions.revise_playbook(playbook=playbook, by=lin)
    with pytest.raises(Refused, match="不能启动"):
        actions.start_drill(playbook=playbook, by=lin)
    actions.confirm_playbook(playbook=playbook, by=luo)
    actions.withdraw_playbook(playbook=playbook, by=luo)
    with pytest.raises(Refused):
        actions.revise_playbook(playbook=playbook, by=lin)


def test_a_run_keeps_its_copy_when_the_playbook_changes(
    playbook: Playbook, drill: PlaybookRun, lin: Person
) -> None:
    actions.revise_playbook(playbook=playbook, by=lin)
    for step in playbook.steps.all():
        actions.remove_step(step=step, by=lin)
    assert [step.text[:4] for step in drill.steps.all()] == [
        "联系被骗",
        "核对收款",
        "上门见面",
    ]
    playbook.refresh_from_db()
    assert playbook.state == PlaybookState.DRAFT
    actions.tick_step(step=step_of(drill, "联系"), by=lin)


def test_each_step_has_its_people_and_its_clock(
    drill: PlaybookRun, lin: Person
) -> None:
    first, second, third = drill.steps.all()
    assert list(first.people.all()) == [lin]
    assert list(third.people.all()) == [], "no station stands at the county itself"
    clocks = {
        clock.subject_id: clock.due_at - clock.begins_at
        for clock in Clock.objects.running().filter(kind="playbook.step")
    }
    assert clocks == {
        first.pk: timedelta(minutes=2),
        second.pk: timedelta(minutes=5),
    }


def test_a_limit_that_follows_begins_with_the_end_of_the_step_before(
    playbook: Playbook, lin: Person, luo: Person, signed_in: SignIn
) -> None:
    actions.revise_playbook(playbook=playbook, by=lin)
    check, visit = playbook.steps.all()[1:]
    url = reverse("playbook_step", args=[visit.pk])
    role = visit.role_id
    typed = {"text": "上门", "role": role, "minutes": "30", "calls": "110、 分管领导"}
    signed_in(lin).post(url, typed | {"from_previous": "on", "seen": ""})
    visit.refresh_from_db()
    assert visit.calls == ["110", "分管领导"]
    actions.confirm_playbook(playbook=playbook, by=luo)
    run = actions.start_drill(playbook=playbook, by=lin)
    before, following = step_of(run, check.text), step_of(run, "上门")
    assert following.due_at is None
    actions.tick_step(step=before, by=lin)
    before.refresh_from_db()
    following.refresh_from_db()
    assert following.due_at == before.done_at + timedelta(minutes=30)
    assert Clock.objects.running().of(following).exists()
    page = signed_in(lin).get(run.get_absolute_url()).text
    assert "上一步做完后30 分钟内" in page and 'href="tel:110"' in page
    actions.untick_step(step=before, by=lin)
    following.refresh_from_db()
    assert following.due_at is None
    assert not Clock.objects.open().of(following).exists()


def test_nothing_of_a_drill_leaves_the_service(
    drill: PlaybookRun, lin: Person, tick: Callable[..., None]
) -> None:
    told = Notice.objects.filter(person=lin)
    assert [notice.item[:4] for notice in told] == ["【演练】", "【演练】"]
    tick(drill.started_at + timedelta(minutes=3))
    assert not told.exclude(next_at=None).exists()


def test_a_step_is_ticked_once_and_its_clock_stops(
    drill: PlaybookRun, lin: Person, wei: Person
) -> None:
    step = step_of(drill, "联系")
    actions.tick_step(step=step, note="已停", by=lin)
    with pytest.raises(Conflict, match=r"已在.*登记"):
        actions.tick_step(step=step, by=wei)
    step.refresh_from_db()
    assert (step.done_by, step.note, step.is_late) == (lin, "已停", False)
    assert Clock.objects.of(step).get().in_time
    assert not Notice.objects.open().about(step).exists()
    (entry,) = Entry.objects.filter(event="playbook.step_done")
    assert entry.by == "lin"


def test_a_tick_is_taken_back_while_the_run_is_on(
    drill: PlaybookRun, lin: Person
) -> None:
    step = step_of(drill, "核对")
    actions.tick_step(step=step, skipped=True, by=lin)
    step.refresh_from_db()
    assert step.state == PlayedState.SKIPPED
    actions.untick_step(step=step, by=lin)
    step.refresh_from_db()
    assert step.done_at is None
    assert Clock.objects.running().of(step).get().due_at == step.due_at
    actions.break_off_run(run=drill, reason="演练到此", by=lin)
    with pytest.raises(Refused, match="已中止"):
        actions.tick_step(step=step, by=lin)


def test_only_players_and_those_who_work_there_tick(
    drill: PlaybookRun, hong: Person, luo: Person
) -> None:
    step = step_of(drill, "联系")
    with pytest.raises(NotAllowed):
        actions.tick_step(step=step, by=hong)
    step.people.add(hong)
    assert actions.tick_step(step=step, by=hong).done_by == hong
    with pytest.raises(NotAllowed):
        actions.break_off_run(run=drill, reason="不做了", by=luo)


def test_late_steps_come_back_and_go_up(
    drill: PlaybookRun, lin: Person, luo: Person, tick: Callable[..., None]
) -> None:
    due = drill.started_at + timedelta(minutes=2)
    tick(due + timedelta(seconds=5))
    assert (
        Notice.objects.filter(person=lin, item__contains="已超时，请立即").count() == 1
    )
    assert not Notice.objects.filter(person=luo).exists()
    tick(due + timedelta(minutes=5, seconds=5))
    assert Notice.objects.filter(person=luo, item__contains="已超时").exists()
    before = Notice.objects.count()
    tick(due + timedelta(minutes=5, seconds=6))
    assert Notice.objects.count() == before, "nothing rings twice"


def test_it_ends_when_all_is_done_or_with_a_reason(
    playbook: Playbook, drill: PlaybookRun, lin: Person
) -> None:
    with pytest.raises(Refused, match="还有 3 步"):
        actions.finish_run(run=drill, by=lin)
    for step in drill.steps.all():
        actions.tick_step(step=step, by=lin)
    assert actions.finish_run(run=drill, by=lin).state == RunState.FINISHED
    other = actions.start_drill(playbook=playbook, by=lin)
    with pytest.raises(Refused, match="原因"):
        actions.break_off_run(run=other, reason=" ", by=lin)
    actions.break_off_run(run=other, reason="误报", by=lin)
    assert not Clock.objects.open().filter(kind="playbook.step").exists()
    assert not Notice.objects.open().filter(subject_type="workplans.RunStep").exists()


def test_a_drill_at_a_station_finds_its_people_and_is_counted_by_itself(
    playbook: Playbook, station: Unit, town: Unit, county: Unit, su: Person,
    lin: Person, signed_in: SignIn,
) -> None:  # fmt: skip
    client = signed_in(lin)
    url = reverse("playbook_drill", args=[playbook.pk])
    assert "不计入它们的数字" in client.get(url).text
    page = client.post(url, {"unit": town.name}, follow=True).text
    run = PlaybookRun.objects.get()
    assert run.unit == town
    visit = step_of(run, "上门")
    assert list(visit.people.all()) == [su] and "没有人在岗" not in page
    assert visit.unit == station
    assert client.post(url, {"unit": town.name}).status_code == 409
    for step in run.steps.all():
        actions.tick_step(step=step, by=lin)
    late = step_of(run, "核对")
    RunStep.objects.filter(pk=late.pk).update(due_at=late.done_at - timedelta(hours=1))
    finish = reverse("playbook_run_finish", args=[run.pk])
    assert finish in client.get(run.get_absolute_url()).text
    page = client.post(finish, {"note": "电话要再核一遍"}, follow=True).text
    assert "<dt>讲评</dt><dd>电话要再核一遍" in page
    run.refresh_from_db()
    result = RunResult.of(run, run.steps.all())
    assert (result.in_time, result.late, result.left, result.unmanned) == (2, 1, 0, 0)
    month = Period.of(Kind.MONTH, timezone.localdate(run.ended_at))
    assert list(drills_held(county, month)) == [run]
    assert not drills_held(station, month).exists()
    PlaybookRun.objects.update(is_drill=False, subject_type="x", subject_id=1)
    assert not drills_held(county, month).exists()
    listed = client.get(reverse("playbook_runs"), {"show": "drill"}).text
    assert playbook.title not in listed


def test_it_is_written_played_and_printed_on_its_pages(
    county: Unit, lin: Person, luo: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    sent = {"title": "网点可疑取现", "situation": "false_claim", "unit": county.pk}
    client.post(reverse("playbook_new"), sent)
    playbook = Playbook.objects.get()
    url = reverse("playbook_role_new", args=[playbook.pk])
    assert "没有用户名为" in client.post(url, {"name": "柜员", "username": "x"}).text
    client.post(url, {"name": "柜员", "office": "duty_officer"})
    role = playbook.roles.get()
    client.post(
        reverse("playbook_step_new", args=[playbook.pk]),
        {"text": "拖延办理，示意同事报警", "role": role.pk, "minutes": "0"},
    )
    page = client.get(playbook.get_absolute_url()).text
    assert "立即" in page and "县中心值班员" in page
    signed_in(luo).post(reverse("playbook_confirm", args=[playbook.pk]))
    client.post(reverse("playbook_drill", args=[playbook.pk]))
    run = PlaybookRun.objects.get()
    step = run.steps.get()
    shown = client.get(run.get_absolute_url()).text
    assert "演练" in shown and "拖延办理" in shown
    form = shown[shown.index(reverse("run_step_tick", args=[step.pk])) :]
    assert "csrfmiddlewaretoken" in form[:100], "the tick can be sent"
    ticked = client.post(
        reverse("run_step_tick", args=[step.pk]), {"note": "客户已离开"}, follow=True
    )
    assert "第 1 步：已做" in ticked.text and "客户已离开" in ticked.text
    assert (
        "预案演练记录" in client.get(reverse("playbook_run_paper", args=[run.pk])).text
    )
    client.post(reverse("playbook_run_finish", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.FINISHED


EMERGENCY = """青石农商银行网点应急预案
一、预防
各网点要加强宣传。
二、发生冒领存款时的应急处置
1、柜员应立即按下报警按钮，拨打110。
2、值班经理要在5分钟内联系账户所有人核实。
3、保护好监控录像
"""


@pytest.fixture
def emergency(county: Unit, lin: Person) -> WorkPlan:
    file = SimpleUploadedFile("应急预案.txt", EMERGENCY.encode())
    document = opened(file, name="应急预案.txt")
    return actions.upload_plan(unit=county, document=document, by=lin)


def test_an_emergency_plan_becomes_a_draft_that_keeps_its_words(
    emergency: WorkPlan, lin: Person, luo: Person, tan: Person, signed_in: SignIn
) -> None:
    with pytest.raises(NotAllowed):
        actions.read_playbooks_of(plan=emergency, by=tan)
    url = reverse("playbook_from_plan")
    page = signed_in(lin).post(url, {"plan": emergency.pk}, follow=True)
    assert "读出 1 个预案" in page.text and "还没对应" in page.text
    assert "1、柜员应立即" not in page.text and "柜员应立即按下" in page.text
    draft = Playbook.objects.get()
    assert (draft.situation, draft.plan) == ("false_claim", emergency)
    steps = draft.steps.all()
    assert [step.minutes for step in steps] == [0, 5, None]
    assert [step.role and step.role.name for step in steps] == [
        "柜员",
        "值班经理",
        None,
    ]
    for step in steps:
        assert EMERGENCY[step.start : step.end].startswith(step.text)
    with pytest.raises(Refused, match="第 3 步"):
        actions.confirm_playbook(playbook=draft, by=luo)
    again = signed_in(lin).post(url, {"plan": emergency.pk})
    assert again.status_code == 409 and Playbook.objects.count() == 1


def test_a_plan_of_work_gives_no_playbook(county: Unit, lin: Person) -> None:
    plan = make.uploaded(county, lin)
    with pytest.raises(Refused, match="没有从这份方案里读出"):
        actions.read_playbooks_of(plan=plan, by=lin)
    assert not Playbook.objects.exists()
