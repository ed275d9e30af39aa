from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.security import actions, factors

T = TypeVar("T")
CODE = {
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "autofocus": True,
    "data-sensitive": "",
}


def _word(form: forms.Form, **labels: Any) -> None:
    """Our words instead of the library's; no placeholders: they vanish while typing."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, login=gettext_lazy("用户名"), password=gettext_lazy("密码"))
        self.fields["login"].widget.attrs.update(
            autofocus=True, autocapitalize="none", spellcheck="false"
        )


class PasswordAgainForm(PasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, password=gettext_lazy("密码"))
        self.fields["password"].widget.attrs["autofocus"] = True


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """Whoever came in a moment ago with a password that was given out is not asked for
    it a second time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            oldpassword=gettext_lazy("现在的密码"),
            password1=gettext_lazy("新密码"),
            password2=gettext_lazy("再输一遍新密码"),
        )
        self.fields["password1"].help_text = gettext_lazy(
            "至少10位，不能全是数字，不要用姓名、单位或常见密码。"
        )
        if self.user.password_given_at and factors.is_fresh(context.request):
            del self.fields["oldpassword"]

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能和现在的一样，请换一个。"))
        return password


class _Counted(forms.Form):
    """A wrong proof counts like a wrong password: too many lock the sign-in. Nobody is
    locked out by a passkey that only claims to be theirs (`user` is None)."""

    user: Any

    def counted(self, check: Callable[[], T], *, step: str) -> T:
        request, who = context.request, self.user
        credentials = {"username": who.username} if who else None
        if credentials and not AxesProxyHandler.is_allowed(request, credentials):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return check()
        except ValidationError:
            address = get_adapter().get_client_ip(request)
            actions.note_failed_sign_in(step=step, address=address, by=who)
            if credentials:
                user_login_failed.send(
                    __name__, credentials=credentials, request=request
                )
            raise


class _CountedCode(_Counted):
    def clean_code(self) -> str:
        code: str = self.counted(super().clean_code, step="code")  # type: ignore[misc]
        return code


class _CountedPasskey(_Counted):
    def clean_credential(self) -> Authenticator:
        try:
            return self.counted(super().clean_credential, step="passkey")  # type: ignore[misc]
        except ValidationError as wrong:
            if wrong.code != "incorrect_code":
                raise
            raise ValidationError(
                _("通行密钥不对或已删除。请用本人添加的再试一次，或换一种方式。")
            ) from wrong


class CodeForm(_CountedCode, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=gettext_lazy("验证码或备用码"))
        self.fields["code"].widget.attrs.update(CODE)


class CodeAgainForm(_CountedCode, ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=gettext_lazy("验证码或备用码"))
        self.fields["code"].widget.attrs.update(CODE)


class PasskeyAtSignInForm(_CountedPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAloneForm(_CountedPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_CountedPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, code=gettext_lazy("应用上显示的6位验证码"))
        self.fields["code"].widget.attrs.update(CODE)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, name=gettext_lazy("名称"))
