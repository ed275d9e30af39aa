from django.urls import path

from wuzha.accounts.views import look_backs, suspicions
from wuzha.organisation.access import Permission
from wuzha.security.reveal import reveal_view

app_name = "accounts"
LOOK_BACK = "look-backs/<int:pk>/"
SUSPICION = "suspicions/<int:pk>/"
reveal_suspicion = reveal_view(
    door=suspicions.opened,
    fields={
        "account": Permission.SUSPICION_HANDLE,
        "holder_name": Permission.SUSPICION_HANDLE,
        "holder_phone": Permission.SUSPICION_HANDLE,
        "payee_account": Permission.SUSPICION_HANDLE,
    },
)
urlpatterns = [
    path("look-backs/", look_backs.look_backs, name="look_backs"),
    path("look-backs/start/<int:pk>/", look_backs.start, name="look_back_start"),
    path(LOOK_BACK, look_backs.look_back, name="look_back"),
    path(f"{LOOK_BACK}test/", look_backs.test, name="look_back_test"),
    path(f"{LOOK_BACK}answer/", look_backs.answer, name="look_back_answer"),
    path(f"{LOOK_BACK}return/", look_backs.send_back, name="look_back_return"),
    path(f"{LOOK_BACK}close/", look_backs.close, name="look_back_close"),
    path(f"{LOOK_BACK}paper/", look_backs.paper, name="look_back_paper"),
    path("suspicions/", suspicions.suspicions, name="suspicions"),
    path("suspicions/new/", suspicions.report, name="suspicion_new"),
    path(SUSPICION, suspicions.suspicion, name="suspicion"),
    path(f"{SUSPICION}look/", suspicions.look, name="suspicion_look"),
    path(f"{SUSPICION}warning/", suspicions.warn, name="suspicion_warn"),
    path(f"{SUSPICION}incident/", suspicions.open_case, name="suspicion_open_case"),
    path(f"{SUSPICION}close/", suspicions.close, name="suspicion_close"),
    path(f"{SUSPICION}reveal/<str:field>/", reveal_suspicion, name="suspicion_reveal"),
]
