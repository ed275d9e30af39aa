from django.urls import include, path

from wuzha.accounts.sheets import ACCOUNTS
from wuzha.accounts.views import bank_accounts, look_backs, merchants, suspicions
from wuzha.organisation.access import Permission
from wuzha.organisation.views.imports import import_patterns
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
reveal_account = reveal_view(
    door=bank_accounts.opened, fields={"account": Permission.SUSPICION_REPORT}
)
urlpatterns = [
    path("table/", bank_accounts.bank_accounts, name="bank_accounts"),
    path("table/import/", include(import_patterns(ACCOUNTS))),
    path("table/<int:pk>/", bank_accounts.bank_account, name="bank_account"),
    path("table/<int:pk>/reveal/<str:field>/", reveal_account, name="account_reveal"),
    path("checks/", bank_accounts.checks, {"kind": "unused"}, name="check_lists"),
    path("checks/<int:pk>/", bank_accounts.check, name="check"),
    path("checks/<slug:kind>/", bank_accounts.checks, name="checks"),
    path("checks/<slug:kind>/assign/", bank_accounts.assign, name="checks_assign"),
    path("look-backs/", look_backs.look_backs, name="look_backs"),
    path("look-backs/start/<int:pk>/", look_backs.start, name="look_back_start"),
    path(
        "look-backs/start/entry/<int:pk>/",
        look_backs.start_on_entry,
        name="look_back_start_on_entry",
    ),
    path(LOOK_BACK, look_backs.look_back, name="look_back"),
    path(f"{LOOK_BACK}answer/", look_backs.answer, name="look_back_answer"),
    path(f"{LOOK_BACK}return/", look_backs.send_back, name="look_back_return"),
    path(f"{LOOK_BACK}close/", look_backs.close, name="look_back_close"),
    path(f"{LOOK_BACK}paper/", look_backs.paper, name="look_back_paper"),
    path("merchants/", merchants.merchants, name="merchants"),
    path("merchants/new/", merchants.allow, name="merchant_new"),
    path("merchants/<int:pk>/end/", merchants.end, name="merchant_end"),
    path("suspicions/", suspicions.suspicions, name="suspicions"),
    path("suspicions/new/", suspicions.report, name="suspicion_new"),
    path(SUSPICION, suspicions.suspicion, name="suspicion"),
    path(f"{SUSPICION}look/", suspicions.look, name="suspicion_look"),
    path(f"{SUSPICION}warning/", suspicions.warn, name="suspicion_warn"),
    path(f"{SUSPICION}incident/", suspicions.open_case, name="suspicion_open_case"),
    path(f"{SUSPICION}close/", suspicions.close, name="suspicion_close"),
    path(f"{SUSPICION}reveal/<str:field>/", reveal_suspicion, name="suspicion_reveal"),
]
