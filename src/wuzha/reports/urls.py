from django.urls import path

from wuzha.reports.views import figures, filing, lists, papers, register, templates

REPORT = "plans/duties/reports/<int:pk>/"
TEMPLATE = "reports/templates/<slug:kind>/"
ASKING = "reports/askings/<int:pk>/"

urlpatterns = [
    path("figures/<slug:key>/", figures.figure, name="figure_rows"),
    path("plans/<int:pk>/targets/", figures.targets, name="plan_targets"),
    path("reports/", lists.reports, name="reports"),
    path("reports/completeness/", lists.completeness, name="completeness"),
    path("reports/owed/", lists.owed, name="owed_reports"),
    path("reports/askings/", register.askings, name="askings"),
    path("reports/askings/new/", register.register, name="asking_new"),
    path(ASKING, register.asking, name="asking"),
    path(f"{ASKING}figures/", register.figures, name="asking_figures"),
    path(f"{ASKING}fields/new/", register.add_field, name="asking_field"),
    path(
        f"{ASKING}fields/<int:field>/drop/",
        register.drop_field,
        name="asking_field_drop",
    ),
    path(f"{ASKING}end/", register.end, name="asking_end"),
    path(f"{ASKING}complain/", register.complain, name="asking_complain"),
    path("reports/complaints/", register.complaints, name="complaints"),
    path("reports/complaints/<int:pk>/", register.answer, name="complaint_answer"),
    path("reports/burden/", register.burden, name="burden"),
    path("reports/papers/", papers.papers, name="papers"),
    path("reports/papers/word/", papers.word, name="paper_word"),
    path("reports/papers/excel/", papers.excel, name="paper_excel"),
    path("reports/templates/", templates.templates, name="paper_templates"),
    path(TEMPLATE, templates.template, name="paper_template"),
    path(f"{TEMPLATE}file/", templates.file, name="paper_template_file"),
    path(f"{TEMPLATE}preview/", templates.preview, name="paper_template_preview"),
    path(f"{TEMPLATE}back/", templates.take_back, name="paper_template_back"),
    path(REPORT, filing.report, name="expected_report"),
    path(f"{REPORT}word/", papers.report_word, name="report_word"),
    path(f"{REPORT}word/<int:paper>/", papers.issued, name="report_issued"),
    path(f"{REPORT}excel/", papers.report_excel, name="report_excel"),
    path(f"{REPORT}figures/<slug:key>/", filing.correct, name="report_correct"),
    path(f"{REPORT}accept/", filing.accept, name="report_accept"),
    path(f"{REPORT}return/", filing.give_back, name="report_give_back"),
]
