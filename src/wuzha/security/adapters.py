"""Where allauth asks the service: its words, what is kept, what is recorded."""

from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from wuzha.organisation.actions.people import choose_password
from wuzha.organisation.models import Person
from wuzha.privacy.fields import keyring
from wuzha.security import actions, factors
from wuzha.security.sessions import begin

PLACE = "mfa.Authenticator.data"
GIVEN_PASSWORD_LASTS = timedelta(days=settings.GIVEN_PASSWORD_DAYS)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("现在的密码不对，请重新输入。"),
        "incorrect_code": _("验证码不对或已过期，请输入最新的一个。"),
        "incorrect_password": _("密码不对，请重新输入。"),
        "rate_limited": _("尝试过于频繁，请过几分钟再试。"),
        "too_many_login_attempts": _("尝试过于频繁，请过几分钟再试。"),
        # One sentence for every cause: who has an account is nobody's business.
        "username_password_mismatch": _(
            "用户名或密码不对。请检查后重试；忘记密码请联系管理员。"
        ),
    }

    @transaction.atomic
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin(request)
        actions.note_sign_in(
            methods=factors.methods_used(request),
            address=self.get_client_ip(request),
            by=_person(user),
        )

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        actions.note_sign_out(by=_person(request.user))
        super().logout(request)

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse | None:
        """A password that was given out opens the door for some days only."""
        given = _person(user).password_given_at
        if given is None or given > timezone.now() - GIVEN_PASSWORD_LASTS:
            response: HttpResponse | None = super().pre_login(request, user, **facts)
            return response
        return self.respond_user_inactive(request, user)

    def respond_user_inactive(
        self, request: HttpRequest, user: AbstractBaseUser
    ) -> HttpResponse:
        """Only who knew the password, or holds the passkey, gets to read this."""
        clear_login(request)
        messages.error(request, _("账号已停用，或初始密码已过期。请联系管理员。"))
        return HttpResponseRedirect(reverse("account_login"))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        choose_password(password=password, by=_person(user))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Also for a name that nobody has: the answer must take as long."""
        named = Person.objects.filter(username=credentials.get("username")).first()
        actions.note_failed_sign_in(
            step="password", address=self.get_client_ip(request), by=named
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nothing when a local socket tells none."""
        try:
            address: str = super().get_client_ip(request)
        except PermissionDenied:
            return ""
        return address

    def is_safe_url(self, url: str) -> bool:
        """After sign-in one goes to a path of this service, never to an address."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, **facts: Any
    ) -> None:
        """Only what went wrong is said; that one is in can be seen."""
        if facts.get("message"):
            super().add_message(request, level, *args, **facts)

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Whoever has a second factor shows it: the password alone is not enough."""
        methods = super().get_reauthentication_methods(user)
        stronger = [m for m in methods if m["id"] != "reauthenticate"]
        return stronger or methods

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """A sign-in of a moment ago will do."""
        return not factors.is_fresh(self.request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "您的岗位必须使用双重验证，这是最后一种方式，不能停用。请先添加另一种。"
        ),
        "cannot_generate_recovery_codes": _(
            "还没有启用双重验证，暂时没有备用码。请先添加一种验证方式。"
        ),
        "incorrect_code": _("验证码不对或已过期，请输入最新的一个。"),
    }

    def encrypt(self, text: str) -> str:
        return keyring().seal(text, context=PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().open(encrypted_text, context=PLACE)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return str(_("无诈"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(_("无诈"))}

    def get_public_key_credential_user_entity(
        self, user: AbstractBaseUser
    ) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.get_username(), "display_name": str(user)}

    def generate_authenticator_name(
        self, user: AbstractBaseUser, type: Authenticator.Type
    ) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("通行密钥 %(number)d") % {"number": count + 1})

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = _person(authenticator.user)
        return not factors.is_last(authenticator) or not factors.is_required(person)


def client_address(request: HttpRequest) -> str | None:
    return AccountAdapter(request).get_client_ip(request) or None


def _person(user: Any) -> Person:
    if not isinstance(user, Person):
        raise TypeError("Only a person signs in.")
    return user
