"""One's own account: second factors, each change recorded with the change itself."""

from typing import Any, ClassVar

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.lib.refused import Refused
from wuzha.security import actions, factors
from wuzha.security.adapters import FactorAdapter
from wuzha.security.forms import sign_in as forms

ACCOUNT = reverse_lazy("mfa_index")


class Recorded:
    """The change and its record are one transaction."""

    event: str
    kind: str
    request: Any

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.event == "factor.added":
            factors.note_shown(self.request, self.kind)
        actions.note_factor(event=self.event, kind=self.kind, by=self.request.user)
        return response


class Account(IndexView):  # type: ignore[misc]
    template_name = "security/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "required": factors.is_required(person),
            "owed": factors.is_owed(person),
        }


class AddTotp(Recorded, ActivateTOTPView):  # type: ignore[misc]
    template_name = "security/add_totp.html"
    form_class = forms.FirstCodeForm
    event, kind = "factor.added", "totp"
    extra_context: ClassVar = {
        "verb": gettext_lazy("启用"),
        "back_url": ACCOUNT,
    }


class RemoveTotp(Recorded, DeactivateTOTPView):  # type: ignore[misc]
    template_name = "security/remove_totp.html"
    event, kind = "factor.removed", "totp"
    extra_context: ClassVar = {
        "verb": gettext_lazy("停用"),
        "back_url": ACCOUNT,
        "consequences": [
            gettext_lazy("以后登录不再能用手机验证器上的6位数字。"),
        ],
    }


class AddPasskey(Recorded, AddWebAuthnView):  # type: ignore[misc]
    template_name = "security/add_passkey.html"
    form_class = forms.PasskeyForm
    event, kind = "factor.added", "passkey"


class RemovePasskey(Recorded, RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "security/remove_passkey.html"
    success_url = ACCOUNT
    event, kind = "factor.removed", "passkey"
    extra_context: ClassVar = {
        "verb": gettext_lazy("停用"),
        "back_url": ACCOUNT,
        "consequences": [
            gettext_lazy("以后不能再用它登录；设备上保存的那一份请自行删除。"),
        ],
    }

    def form_valid(self, form: Any) -> HttpResponse:
        passkey: Authenticator = self.get_object()
        if not FactorAdapter().can_delete_authenticator(passkey):
            raise Refused(
                _(
                    "您的岗位必须使用双重验证，这是最后一种方式，不能停用。请先添加另一种。"
                )
            )
        return super().form_valid(form)


class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "security/codes.html"


class NewCodes(Recorded, GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "security/new_codes.html"
    event, kind = "factor.added", "codes"
    extra_context: ClassVar = {
        "verb": gettext_lazy("换一批"),
        "back_url": ACCOUNT,
        "consequences": [
            gettext_lazy("旧的备用码全部作废。"),
            gettext_lazy("新的备用码只显示一次。"),
        ],
    }
