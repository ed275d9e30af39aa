from django.urls import path

from wuzha.returns.views import claims, objections, papers, rounds

ROUND = "<int:pk>/"
CLAIM = "claims/<int:pk>/"
urlpatterns = [
    path("", rounds.returns, name="returns"),
    path("new/<int:freeze_pk>/", rounds.new, name="return_new"),
    path(ROUND, rounds.one, name="return"),
    path(f"{ROUND}way/", rounds.way, name="return_way"),
    path(f"{ROUND}notice/", rounds.announce, name="return_notice"),
    path(f"{ROUND}notice/back/", rounds.take_back, name="return_notice_back"),
    path(f"{ROUND}notice/paper/", papers.notice, name="return_notice_paper"),
    path(f"{ROUND}report/", papers.report, name="return_report"),
    path(f"{ROUND}decide/", rounds.decide, name="return_decide"),
    path(f"{ROUND}withdraw/", rounds.withdraw, name="return_withdraw"),
    path(f"{ROUND}claims/find/", claims.find, name="return_claim_find"),
    path(f"{ROUND}claims/<int:incident_pk>/", claims.new, name="return_claim_new"),
    path(f"{ROUND}objections/new/", objections.new, name="return_objection"),
    path("objections/<int:pk>/", objections.answer, name="return_objection_answer"),
    path(CLAIM, claims.correct, name="return_claim"),
    path(f"{CLAIM}withdraw/", claims.withdraw, name="return_claim_withdraw"),
    path(f"{CLAIM}restore/", claims.restore, name="return_claim_restore"),
    path(f"{CLAIM}account/", claims.change_account, name="return_claim_account"),
    path(f"{CLAIM}paid/", claims.paid, name="return_paid"),
    path(f"{CLAIM}failed/", claims.failed, name="return_failed"),
    path(f"{CLAIM}papers/<slug:kind>/", papers.of_claim, name="return_paper"),
]
