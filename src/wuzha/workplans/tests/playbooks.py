"""A playbook for the tests, in plain functions; and who gets its addresses."""

from typing import Any

from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.models import Playbook, PlaybookRole, PlaybookRun, RunStep

GONE = {"*": 404, "stranger": 302}
SEERS = {**dict.fromkeys(("lin", "luo", "wei"), 200), **GONE}
EDITORS = {"lin": 200, **GONE}
# The drill is the county's: who sees its work.
WATCHERS = {**dict.fromkeys(("lin", "luo", "wei"), 200), **GONE}
LEADERS = {**dict.fromkeys(("lin", "wei"), 200), **GONE}
MATRIX: dict[str, dict[str, int]] = {
    "playbooks": {**dict.fromkeys(("lin", "luo", "wei", "tan"), 200), **GONE},
    "playbook_new": {"lin": 200, "tan": 200, **GONE},
    "playbook_from_plan": {"lin": 200, "tan": 200, **GONE},
    "playbook": SEERS,
    "playbook_describe": EDITORS,
    "playbook_role_new": EDITORS,
    "playbook_role": EDITORS,
    "playbook_step_new": EDITORS,
    "playbook_step": EDITORS,
    "playbook_drill": {"lin": 200, "luo": 200, **GONE},
    "playbook_runs": {**dict.fromkeys(("lin", "luo", "wei", "tan"), 200), **GONE},
    "playbook_run": WATCHERS,
    "playbook_run_paper": WATCHERS,
    "playbook_run_break_off": LEADERS,
}
DONE = {"lin": 302, **GONE}
POST_ONLY: dict[str, dict[str, int]] = {
    # It is in force already, or is no draft.
    "playbook_confirm": {"luo": 409, **GONE},
    "playbook_revise": DONE,
    "playbook_withdraw": {"luo": 302, **GONE},
    "playbook_role_remove": {"lin": 409, **GONE},
    "playbook_step_move": DONE,
    "playbook_step_remove": DONE,
    # Steps are open still.
    "playbook_run_finish": {"lin": 409, "wei": 409, **GONE},
    # The first has done it; to the other it is done already.
    "run_step_tick": {"lin": 302, "wei": 409, **GONE},
    "run_step_untick": {"lin": 409, "wei": 409, **GONE},
}


def drafted(unit: Unit, by: Person) -> Playbook:
    """Two roles, three steps: at once, within five minutes, without a limit."""
    playbook = actions.make_playbook(
        unit=unit, title="资金正在转出时的处置", situation="phone_fraud", by=by
    )
    centre, police = (
        actions.cast_role(playbook=playbook, name=name, office=office, by=by)
        for name, office in (
            ("值班员", Role.DUTY_OFFICER),
            ("派出所", Role.STATION_POLICE),
        )
    )
    for text, role, minutes in (
        ("联系被骗人，让他停止转账", centre, 0),
        ("核对收款账户，起草止付", centre, 5),
        ("上门见面", police, None),
    ):
        actions.write_step(
            playbook=playbook, text=text, role=role, minutes=minutes, by=by
        )
    return playbook


def cast(role: PlaybookRole, by: Person, **facts: Any) -> PlaybookRole:
    return actions.cast_role(
        playbook=role.playbook, role=role, name=role.name, by=by, **facts
    )


def in_force(unit: Unit, by: Person, chief: Person) -> Playbook:
    return actions.confirm_playbook(playbook=drafted(unit, by), by=chief)


def arguments(county: Unit, lin: Person, luo: Person) -> dict[str, tuple[Any, ...]]:
    playbook = in_force(county, lin, luo)
    run = actions.start_drill(playbook=playbook, by=lin)
    draft = drafted(county, lin)
    step, role = (draft.steps.all()[1].pk,), (draft.roles.all()[0].pk,)
    open_step = (run.steps.all()[0].pk,)
    found: dict[str, tuple[Any, ...]] = {
        name: (playbook.pk,) for name in (*MATRIX, *POST_ONLY) if _is_of(name)
    }
    found |= dict.fromkeys(("playbook_role", "playbook_role_remove"), role)
    steps = ("playbook_step", "playbook_step_move", "playbook_step_remove")
    found |= dict.fromkeys(steps, step)
    found |= dict.fromkeys(
        (n for n in (*MATRIX, *POST_ONLY) if "_run" in n and _is_of(n)), (run.pk,)
    )
    found |= dict.fromkeys(("run_step_tick", "run_step_untick"), open_step)
    return found


def _is_of(name: str) -> bool:
    return name.startswith("playbook") and name not in (
        "playbooks",
        "playbook_new",
        "playbook_runs",
        "playbook_from_plan",
    )


def step_of(run: PlaybookRun, words: str) -> RunStep:
    return run.steps.get(text__contains=words)
