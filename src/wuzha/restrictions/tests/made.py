"""A decision as the city's police sent it, for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from wuzha.restrictions.models import Restriction

IDENTITY = "990101199003074219"


def decision(**overrides: Any) -> Restriction:
    """Not kept yet; told to the person yesterday."""
    today = timezone.localdate()
    facts = {
        "ground": "recognised",
        "name": "示例甲",
        "identity": IDENTITY,
        "authority": "青山市公安局",
        "authority_level": "city",
        "document_number": "青公惩决字〔2026〕7号",
        "decided_on": today - timedelta(days=10),
        "basis": "反电信网络诈骗法第31条第2款",
        "reason": "出借本人银行卡两张",
        "measures": ["non_counter_out", "no_new_payment"],
        "starts_on": today - timedelta(days=10),
        "ends_on": today + timedelta(days=720),
        "notified_on": today - timedelta(days=1),
        "notified_how": "当面送达",
        "appeal_to": "青山市公安局法制支队",
        "appeal_papers": "身份证件、申诉书、证明材料",
    }
    return Restriction(**{**facts, **overrides})
