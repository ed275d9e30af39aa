from django.urls import path

from wuzha.monitoring.views import (
    checks,
    editing,
    hits,
    look_backs,
    rules,
    runs,
    scores,
)

ONE = "rules/<slug:rule>/<int:version>/"

LOOK_BACK = "look-backs/<int:pk>/"

app_name = "monitoring"
urlpatterns = [
    path("", hits.hits, name="hits"),
    path("export/", hits.export, name="export"),
    path("<int:pk>/", hits.hit, name="hit"),
    path("<int:pk>/confirm/", hits.confirm, name="confirm"),
    path("<int:pk>/dismiss/", hits.dismiss, name="dismiss"),
    path("<int:pk>/take-back/", hits.take_back, name="take_back"),
    path("<int:pk>/holder/", hits.holder, name="holder"),
    path("raised/<int:pk>/incident/", hits.open_incident, name="open_incident"),
    path("<int:pk>/hand-over/", checks.hand_over, name="hand_over"),
    path("<int:pk>/look-back/", look_backs.start, name="look_back"),
    path(f"{LOOK_BACK}search/", look_backs.search, name="look_back_search"),
    path(f"{LOOK_BACK}statement/", look_backs.statement, name="look_back_test"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/<int:pk>/reveal/<str:field>/", checks.reveal, name="check_reveal"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.new, name="new_run"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("scores/", scores.scores, name="scores"),
    path("scores/new/", scores.new, name="new_score"),
    path("scores/<int:pk>/", scores.score, name="score"),
    path("scores/<int:pk>/test/", scores.test, name="test_score"),
    path("scores/<int:pk>/in-force/", scores.put_in_force, name="put_score_in_force"),
    path("scores/<int:pk>/back/", scores.roll_back, name="roll_back_score"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", editing.new_rule, name="new_rule"),
    path("rules/<slug:rule>/", rules.rule, name="rule"),
    path(ONE, rules.rule_version, name="rule_version"),
    path(f"{ONE}edit/", editing.edit_rule, name="edit_rule"),
    path(f"{ONE}test/", rules.test, name="test_rule"),
    path(f"{ONE}trial/", rules.put_on_trial, name="put_on_trial"),
    path(f"{ONE}in-force/", rules.put_in_force, name="put_in_force"),
    path(f"{ONE}retire/", rules.retire, name="retire_rule"),
    path(f"{ONE}back/", rules.roll_back, name="roll_back_rule"),
]
