"""Rows for the tests of screening."""

from django.utils import timezone

from wuzha.detection.texts.model import shipped
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.verdicts import screen_text
from wuzha.screening.models import ModelVersion, Verdict

SCAM = (
    "您好我是平台客服，您的百万保障即将到期，不取消每月自动扣款800元，"
    "请下载会议软件打开屏幕共享，按我说的把钱转到安全账户，我的电话15400001234。"
)
PARCEL = "您的快递已到小区门口驿站，请凭取件码8-2-3016领取。"


def make_verdict(unit: Unit, *, by: Person, text: str = SCAM) -> Verdict:
    return screen_text(text=text, unit=unit, by=by)


def make_version(by: Person) -> ModelVersion:
    """Trained and not yet in force."""
    now = timezone.now()
    return ModelVersion.objects.create(
        name="made", state="ready", asked_by=by, asked_at=now, trained_at=now,
        compared_with=shipped().version,
    )  # fmt: skip
