from django.urls import path

from wuzha.incidents.views import (
    answers,
    bank,
    complaints,
    freezes,
    incidents,
    intake,
    papers,
    payments,
    playbooks,
    replies,
    stop_payments,
    stories,
    traces,
)
from wuzha.organisation.access import Permission
from wuzha.security.reveal import reveal_view

reveal = reveal_view(
    door=incidents.opened,
    fields={
        "victim_name": Permission.CONTACT_REVEAL,
        "victim_phone": Permission.CONTACT_REVEAL,
        "victim_address": Permission.CONTACT_REVEAL,
        "victim_identity": Permission.IDENTITY_REVEAL,
    },
)

INCIDENT = "incidents/<int:pk>/"
PAYMENT = "incidents/payments/<int:pk>/"
ORDER = "stop-payments/<int:pk>/"
REPLY = "incidents/replies/<int:pk>/"
TRACE = "incidents/traces/<int:pk>/"
FREEZE = "freezes/<int:pk>/"

urlpatterns = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/sheet/", papers.incidents_sheet, name="incidents_sheet"),
    path("incidents/new/", intake.take_report, name="incident_new"),
    path("incidents/report/", intake.report, name="incident_report"),
    path("incidents/reports/", intake.reports, name="incident_reports"),
    path(INCIDENT, incidents.incident, name="incident"),
    path(f"{INCIDENT}correct/", incidents.correct, name="incident_correct"),
    path(f"{INCIDENT}accept/", incidents.accept, name="incident_accept"),
    path(f"{INCIDENT}dismiss/", incidents.dismiss, name="incident_dismiss"),
    path(f"{INCIDENT}restore/", incidents.restore, name="incident_restore"),
    path(f"{INCIDENT}review/", incidents.review, name="incident_review"),
    path(f"{INCIDENT}close/", incidents.close, name="incident_close"),
    path(f"{INCIDENT}reopen/", incidents.reopen, name="incident_reopen"),
    path(f"{INCIDENT}sort/", stories.sort, name="incident_sort"),
    path(f"{INCIDENT}story/", stories.story, name="incident_story"),
    path(f"{INCIDENT}playbook/", playbooks.start, name="incident_playbook"),
    path(f"{INCIDENT}reveal/<str:field>/", reveal, name="incident_reveal"),
    path(f"{INCIDENT}payments/add/", payments.add, name="payment_add"),
    path(f"{INCIDENT}replies/add/", replies.add, name="bank_reply_add"),
    path(REPLY, replies.reply, name="bank_reply"),
    path(f"{REPLY}count/", replies.count, name="bank_reply_count"),
    path(f"{REPLY}take-back/", replies.take_back, name="bank_reply_take_back"),
    path(f"{INCIDENT}traces/new/", traces.new, name="fund_trace_new"),
    path(TRACE, traces.trace, name="fund_trace"),
    path(f"{TRACE}check/", traces.check, name="fund_trace_check"),
    path(f"{TRACE}stop/", traces.draft_stop, name="fund_trace_stop"),
    path(f"{TRACE}paper/", traces.paper, name="fund_trace_paper"),
    path(f"{TRACE}sheet/", traces.sheet, name="fund_trace_sheet"),
    path(f"{TRACE}evidence/", traces.evidence, name="fund_trace_evidence"),
    path(f"{INCIDENT}marks/add/", payments.add_identifier, name="identifier_add"),
    path(
        "incidents/marks/<int:pk>/remove/",
        payments.remove_identifier,
        name="identifier_remove",
    ),
    path(f"{PAYMENT}correct/", payments.correct, name="payment_correct"),
    path(f"{PAYMENT}remove/", payments.remove, name="payment_remove"),
    path(f"{PAYMENT}restore/", payments.restore, name="payment_restore"),
    path(f"{PAYMENT}stop/", stop_payments.draft, name="stop_payment_draft"),
    path("stop-payments/", stop_payments.stop_payments, name="stop_payments"),
    path(
        "stop-payments/sheet/", papers.stop_payments_sheet, name="stop_payments_sheet"
    ),
    path(ORDER, stop_payments.stop_payment, name="stop_payment"),
    path(f"{ORDER}correct/", stop_payments.correct, name="stop_payment_correct"),
    path(f"{ORDER}issue/", stop_payments.issue, name="stop_payment_issue"),
    path(f"{ORDER}discard/", stop_payments.discard, name="stop_payment_discard"),
    path(f"{ORDER}restore/", stop_payments.restore, name="stop_payment_restore"),
    path(f"{ORDER}renew/", stop_payments.renew, name="stop_payment_renew"),
    path(f"{ORDER}papers/", stop_payments.deliver, name="stop_payment_papers"),
    path(f"{ORDER}recall/", stop_payments.recall, name="stop_payment_recall"),
    path(f"{ORDER}lift/", stop_payments.lift, name="stop_payment_lift"),
    path(f"{ORDER}execute/", answers.execute, name="stop_payment_execute"),
    path(f"{ORDER}refuse/", answers.refuse, name="stop_payment_refuse"),
    path(f"{ORDER}feed-back/", answers.feed_back, name="stop_payment_feed_back"),
    path(f"{ORDER}paper/", papers.request_paper, name="stop_payment_paper"),
    path(f"{ORDER}fields/", papers.request_fields, name="stop_payment_fields"),
    path(f"{ORDER}freeze/", freezes.decide, name="freeze_decide"),
    path("freezes/", freezes.freezes, name="freezes"),
    path(FREEZE, freezes.freeze, name="freeze"),
    path(f"{FREEZE}extend/", freezes.extend, name="freeze_extend"),
    path(f"{FREEZE}unrelated/", freezes.unrelated, name="freeze_unrelated"),
    path(f"{FREEZE}related/", freezes.related, name="freeze_related"),
    path(f"{FREEZE}unfreeze/", freezes.unfreeze, name="freeze_unfreeze"),
    path(f"{FREEZE}complaint/", complaints.new, name="freeze_complaint"),
    path("freeze-complaints/<int:pk>/place/", complaints.place, name="complaint_place"),
    path("freeze-complaints/<int:pk>/", complaints.decide, name="complaint_decide"),
    path("bank/", bank.bank_orders, name="bank_orders"),
    path("bank/counter/", bank.counter_questions, name="counter_questions"),
]
