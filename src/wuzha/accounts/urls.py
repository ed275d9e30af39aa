from django.urls import path

from wuzha.accounts.views import suspicions
from wuzha.organisation.access import Permission
from wuzha.security.reveal import reveal_view

app_name = "accounts"
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
    path("suspicions/", suspicions.suspicions, name="suspicions"),
    path("suspicions/new/", suspicions.report, name="suspicion_new"),
    path(SUSPICION, suspicions.suspicion, name="suspicion"),
    path(f"{SUSPICION}look/", suspicions.look, name="suspicion_look"),
    path(f"{SUSPICION}warning/", suspicions.warn, name="suspicion_warn"),
    path(f"{SUSPICION}incident/", suspicions.open_case, name="suspicion_open_case"),
    path(f"{SUSPICION}close/", suspicions.close, name="suspicion_close"),
    path(f"{SUSPICION}reveal/<str:field>/", reveal_suspicion, name="suspicion_reveal"),
]
