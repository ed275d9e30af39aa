from django.urls import path

from wuzha.workplans.views import (
    confirmation,
    coverage,
    duties,
    items,
    plans,
    playbooks,
    runs,
    tasks,
    twice,
    units,
)

PLAN = "plans/<int:pk>/"
ITEM = "plans/items/<int:pk>/"
TASK = "tasks/<int:pk>/"
REPORT = "plans/duties/reports/<int:pk>/"
PLAYBOOK = "playbooks/<int:pk>/"
ROLE = "playbooks/roles/<int:pk>/"
STEP = "playbooks/steps/<int:pk>/"
RUN = "playbooks/runs/<int:pk>/"
RUN_STEP = "playbooks/runs/steps/<int:pk>/"

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.upload, name="plan_new"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}describe/", plans.describe, name="plan_describe"),
    path(f"{PLAN}original/", plans.original, name="plan_original"),
    path(f"{PLAN}accept/<slug:kind>/", plans.accept_kind, name="plan_accept"),
    path(f"{PLAN}items/new/", items.add, name="plan_item_new"),
    path(f"{PLAN}units/", units.units, name="plan_units"),
    path(f"{PLAN}units/<int:match>/", units.choose, name="plan_unit"),
    path(f"{PLAN}coverage/", coverage.coverage, name="plan_coverage"),
    path(f"{PLAN}compare/<int:other>/", coverage.compare, name="plan_compare"),
    path(f"{PLAN}confirm/", confirmation.confirm, name="plan_confirm"),
    path(f"{PLAN}withdraw/", confirmation.withdraw, name="plan_withdraw"),
    path(f"{ITEM}accept/", items.accept, name="plan_item_accept"),
    path(f"{ITEM}reject/", items.reject, name="plan_item_reject"),
    path(f"{ITEM}restore/", items.restore, name="plan_item_restore"),
    path(f"{ITEM}correct/", items.correct, name="plan_item_correct"),
    path(f"{ITEM}split/", items.split, name="plan_item_split"),
    path(f"{ITEM}join/", items.join, name="plan_item_join"),
    path(f"{PLAN}twice/", twice.twice, name="plan_twice"),
    path(f"{PLAN}twice/keep-duties/", twice.keep_duties, name="plan_keep_duties"),
    path(f"{ITEM}keep-one/", twice.keep_one, name="plan_item_keep_one"),
    path(f"{ITEM}keep-all/", twice.keep_all, name="plan_item_keep_all"),
    path(f"{ITEM}part/", twice.part, name="plan_item_part"),
    path("tasks/", tasks.tasks, name="tasks"),
    path(TASK, tasks.task, name="task"),
    path(f"{TASK}start/", tasks.start, name="task_start"),
    path(f"{TASK}block/", tasks.block, name="task_block"),
    path(f"{TASK}done/", tasks.done, name="task_done"),
    path(f"{TASK}accept/", tasks.accept, name="task_accept"),
    path(f"{TASK}return/", tasks.give_back, name="task_return"),
    path(f"{TASK}urge/", tasks.urge, name="task_urge"),
    path(f"{TASK}extend/", tasks.extend, name="task_extend"),
    path(f"{TASK}pass-on/", tasks.pass_on, name="task_pass_on"),
    path("tasks/extensions/<int:pk>/", tasks.decide, name="extension_decide"),
    path("plans/duties/", duties.duties, name="duties"),
    path("plans/duties/<int:pk>/", duties.duty, name="duty"),
    path("plans/duties/<int:pk>/cadence/", duties.cadence, name="duty_cadence"),
    path(f"{REPORT}waive/", duties.waive, name="expected_report_waive"),
    path("playbooks/", playbooks.playbooks, name="playbooks"),
    path("playbooks/from-plan/", playbooks.from_plan, name="playbook_from_plan"),
    path("playbooks/new/", playbooks.new, name="playbook_new"),
    path(PLAYBOOK, playbooks.playbook, name="playbook"),
    path(f"{PLAYBOOK}describe/", playbooks.describe, name="playbook_describe"),
    path(f"{PLAYBOOK}confirm/", playbooks.confirm, name="playbook_confirm"),
    path(f"{PLAYBOOK}revise/", playbooks.revise, name="playbook_revise"),
    path(f"{PLAYBOOK}withdraw/", playbooks.withdraw, name="playbook_withdraw"),
    path(f"{PLAYBOOK}drill/", playbooks.drill, name="playbook_drill"),
    path(f"{PLAYBOOK}roles/new/", playbooks.role_new, name="playbook_role_new"),
    path(ROLE, playbooks.role, name="playbook_role"),
    path(f"{ROLE}remove/", playbooks.role_remove, name="playbook_role_remove"),
    path(f"{PLAYBOOK}steps/new/", playbooks.step_new, name="playbook_step_new"),
    path(STEP, playbooks.step, name="playbook_step"),
    path(f"{STEP}move/", playbooks.step_move, name="playbook_step_move"),
    path(f"{STEP}remove/", playbooks.step_remove, name="playbook_step_remove"),
    path("playbooks/runs/", runs.runs, name="playbook_runs"),
    path(RUN, runs.run, name="playbook_run"),
    path(f"{RUN}paper/", runs.paper, name="playbook_run_paper"),
    path(f"{RUN}finish/", runs.finish, name="playbook_run_finish"),
    path(f"{RUN}break-off/", runs.break_off, name="playbook_run_break_off"),
    path(f"{RUN_STEP}tick/", runs.tick, name="run_step_tick"),
    path(f"{RUN_STEP}untick/", runs.untick, name="run_step_untick"),
]
