from django.urls import path

from wuzha.reports.views import figures, filing, lists

REPORT = "plans/duties/reports/<int:pk>/"

urlpatterns = [
    path("figures/<slug:key>/", figures.figure, name="figure_rows"),
    path("plans/<int:pk>/targets/", figures.targets, name="plan_targets"),
    path("reports/", lists.reports, name="reports"),
    path("reports/completeness/", lists.completeness, name="completeness"),
    path("reports/owed/", lists.owed, name="owed_reports"),
    path(REPORT, filing.report, name="expected_report"),
    path(f"{REPORT}figures/<slug:key>/", filing.correct, name="report_correct"),
    path(f"{REPORT}accept/", filing.accept, name="report_accept"),
    path(f"{REPORT}return/", filing.give_back, name="report_give_back"),
]
