"""The names that begin with account_ and mfa_ are those by which allauth finds its own
pages; everything else of allauth is not mounted (no sign-up, no reset by mail)."""

from django.urls import URLPattern, URLResolver, include, path

from wuzha.security.views import (
    audit,
    factors,
    people,
    rules,
    sign_in,
    unmasking,
)

own = [
    path("audit/", audit.entries, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/checks/", audit.checks, name="audit_checks"),
    path("audit/checks/start/", audit.start_check, name="start_audit_check"),
    path("unmasking/", unmasking.listing, name="unmaskings"),
    path("unmasking/<int:pk>/answer/", unmasking.answer, name="answer_unmasking"),
    path("unmasking/<int:pk>/use/", unmasking.use, name="use_unmasking"),
    path("settings/factors/", rules.factor_rules, name="factor_rules"),
    path(
        "settings/factors/<str:role>/require/",
        rules.require_factor,
        name="require_factor",
    ),
    path(
        "settings/factors/<int:pk>/release/",
        rules.release_factor,
        name="release_factor",
    ),
    path("people/<int:pk>/reveal/<str:field>/", people.reveal, name="reveal_person"),
    path("people/<int:pk>/unlock/", people.unlock, name="unlock_person"),
    path(
        "people/<int:pk>/factors/reset/",
        people.reset_factors,
        name="reset_person_factors",
    ),
    path("settings/tokens/", rules.tokens, name="tokens"),
    path("settings/tokens/issue/", rules.issue_token, name="issue_token"),
    path("settings/tokens/<int:pk>/revoke/", rules.revoke_token, name="revoke_token"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "security"))),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path(
        "sign-in/passkey/", sign_in.PasskeySignIn.as_view(), name="mfa_login_webauthn"
    ),
    path("sign-in/second/", sign_in.FactorAtSignIn.as_view(), name="mfa_authenticate"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
    path("account/", factors.Account.as_view(), name="mfa_index"),
    path(
        "account/password/",
        sign_in.NewPassword.as_view(),
        name="account_change_password",
    ),
    path(
        "account/again/password/",
        sign_in.PasswordAgain.as_view(),
        name="account_reauthenticate",
    ),
    path(
        "account/again/code/", sign_in.FactorAgain.as_view(), name="mfa_reauthenticate"
    ),
    path(
        "account/again/passkey/",
        sign_in.PasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/totp/add/", factors.AddTotp.as_view(), name="mfa_activate_totp"),
    path(
        "account/totp/remove/", factors.RemoveTotp.as_view(), name="mfa_deactivate_totp"
    ),
    path(
        "account/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        factors.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        factors.NewCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
