from datetime import timedelta
from typing import Any

from django.utils import timezone

from wuzha.organisation.access import Permission
from wuzha.security.actions import ask_unmasking
from wuzha.security.models import ApiToken, FactorRule

ADMINISTRATOR = {"guan": 200, "stranger": 302, "*": 404}
AUDITOR = {"an": 200, "stranger": 302, "*": 404}
# Asks again who one is; a client of the tests is as fresh as after a sign-in.
EVERYBODY = {"*": 200, "stranger": 302}

MATRIX = {
    "account_login": {"stranger": 200, "*": 302},
    "mfa_login_webauthn": {"*": 302},
    "mfa_authenticate": {"*": 302},
    "mfa_index": EVERYBODY,
    "account_change_password": EVERYBODY,
    "account_reauthenticate": EVERYBODY,
    # Without a second factor one is sent to the way that one has.
    "mfa_reauthenticate": {"*": 302},
    "mfa_reauthenticate_webauthn": {"*": 302},
    "mfa_activate_totp": EVERYBODY,
    "mfa_deactivate_totp": {"*": 404, "stranger": 302},
    "mfa_add_webauthn": EVERYBODY,
    "mfa_remove_webauthn": {"*": 404, "stranger": 302},
    "mfa_view_recovery_codes": {"*": 404, "stranger": 302},
    "mfa_generate_recovery_codes": EVERYBODY,
    "security:audit": AUDITOR,
    "security:audit_export": AUDITOR,
    "security:audit_checks": AUDITOR,
    "security:factor_rules": ADMINISTRATOR,
    "security:require_factor": ADMINISTRATOR,
    "security:tokens": ADMINISTRATOR,
    "security:issue_token": ADMINISTRATOR,
}
COLLEAGUES = {"lin": 200, "wei": 200, "guan": 200, "stranger": 302, "*": 404}
MATRIX["security:reveal_person"] = COLLEAGUES
MATRIX["security:unmaskings"] = EVERYBODY
POST_ONLY = {
    # Asked for by Lin: Luo and Wei may answer, Lin alone may use it once granted.
    "security:answer_unmasking": {"luo": 302, "stranger": 302, "*": 404},
    "security:use_unmasking": {"lin": 409, "stranger": 302, "*": 404},
    "security:unlock_person": {"guan": 302, "stranger": 302, "*": 404},
    "security:reset_person_factors": {"guan": 302, "stranger": 302, "*": 404},
    "account_logout": {"*": 302},
    "security:start_audit_check": {"an": 302, "stranger": 302, "*": 404},
    "security:release_factor": {"guan": 302, "stranger": 302, "*": 404},
    "security:revoke_token": {"guan": 302, "stranger": 302, "*": 404},
}


def arguments(cast: Any, request: Any) -> dict[str, tuple[Any, ...]]:
    today = timezone.localdate()
    rule = FactorRule.objects.create(role="unit_officer", valid_from=today)
    token = ApiToken.objects.create(
        person=request.getfixturevalue("feed"),
        purpose="推送",
        beginning="wz_abcde",
        digest=ApiToken.digest_of("wz_abcde"),
        expires_at=timezone.now() + timedelta(days=1),
    )
    hong = cast["hong"]
    asked = ask_unmasking(
        subjects=[hong],
        fields=["phone"],
        reason="核对通讯录",
        permission=Permission.PEOPLE_VIEW,
        unit=request.getfixturevalue("county"),
        by=cast["lin"],
    )
    return {
        "security:reveal_person": (hong.pk, "phone"),
        "security:unlock_person": (hong.pk,),
        "security:answer_unmasking": (asked.pk,),
        "security:use_unmasking": (asked.pk,),
        "security:reset_person_factors": (hong.pk,),
        "mfa_remove_webauthn": (1,),
        "security:require_factor": ("analyst",),
        "security:release_factor": (rule.pk,),
        "security:revoke_token": (token.pk,),
    }
