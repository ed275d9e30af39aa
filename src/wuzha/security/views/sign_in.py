"""Sign-in, sign-out, the password, and showing once more who one is: allauth with our
forms, pages and records."""

from datetime import timedelta
from typing import Any

from allauth.account.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as FactorReauthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wuzha.security.factors import of
from wuzha.security.forms import sign_in as forms


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "security/sign_in.html"
    form_class = forms.SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.session.pop("ended", False)
        return {**super().get_context_data(**kwargs), "ended": ended}


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """GET with `Accept: application/json`: what the browser needs to ask for a passkey;
    POST: the browser's answer."""

    form_class = forms.PasskeyAloneForm


class FactorAtSignIn(AuthenticateView):  # type: ignore[misc]
    template_name = "security/factor_at_sign_in.html"
    form_class = forms.CodeForm
    webauthn_form_class = forms.PasskeyAtSignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(of(self.stage.login.user).values_list("type", flat=True))
        return {**super().get_context_data(**kwargs), "kinds": kinds}


class SignOut(LogoutView):  # type: ignore[misc]
    http_method_names = ["post"]


class NewPassword(PasswordChangeView):  # type: ignore[misc]
    template_name = "security/new_password.html"
    form_class = forms.NewPasswordForm

    def get_default_success_url(self) -> str:
        return "/"


class PasswordAgain(ReauthenticateView):  # type: ignore[misc]
    template_name = "security/password_again.html"
    form_class = forms.PasswordAgainForm


class FactorAgain(FactorReauthenticateView):  # type: ignore[misc]
    template_name = "security/factor_again.html"
    form_class = forms.CodeAgainForm


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "security/passkey_again.html"
    form_class = forms.PasskeyAgainForm

    def form_invalid(self, form: Any) -> Any:
        return self.render_to_response(self.get_context_data(form=form))


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """What the lock-out shows: the same whether the name exists or not."""
    return render(
        request,
        "security/locked_out.html",
        {
            "back_url": reverse("account_login"),
            "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
        },
        status=429,
    )
