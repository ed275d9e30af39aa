"""Which kinds there are of what a plan says, as people choose among them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemKind(TextChoices):
    PHASE = "phase", _("阶段")
    TASK = "task", _("任务")
    DUTY = "duty", _("周期职责")
    TARGET = "target", _("目标")


class NamedAs(TextChoices):
    """What the text names a unit as."""

    LEAD = "lead", _("牵头")
    UNIT = "unit", _("责任")
    TO = "to", _("报送到")


class Part(TextChoices):
    LEAD = "lead", _("牵头")
    CO = "co", _("责任")


class Per(TextChoices):
    DAY = "day", _("每日")
    WEEK = "week", _("每周")
    TEN_DAYS = "ten_days", _("每旬")
    TWO_WEEKS = "two_weeks", _("每两周")
    HALF_MONTH = "half_month", _("每半月")
    MONTH = "month", _("每月")
    TWO_MONTHS = "two_months", _("每两个月")
    QUARTER = "quarter", _("每季度")
    TERM = "term", _("每学期")
    HALF_YEAR = "half_year", _("每半年")
    YEAR = "year", _("每年")


class DutyKind(TextChoices):
    REPORT = "report", _("报送")
    PUSH = "push", _("推送")
    INSPECT = "inspect", _("检查")
    TRAIN = "train", _("培训")
    PUBLICISE = "publicise", _("宣传")
    MEET = "meet", _("会议")
    OTHER = "other", _("其他")


class OnHoliday(TextChoices):
    """What becomes of a day that is no working day."""

    BEFORE = "before", _("提前到前一个工作日")
    AFTER = "after", _("顺延到后一个工作日")
    SAME = "same", _("当天不变")


class Op(TextChoices):
    AT_LEAST = ">=", _("不低于")
    AT_MOST = "<=", _("不高于")
    EQUAL = "=", _("等于")
    DOWN = "decrease>=", _("下降不少于")
    UP = "increase>=", _("上升不少于")


class Situation(TextChoices):
    """What a playbook is for."""

    PHONE_FRAUD = "phone_fraud", _("电信网络诈骗")
    FALSE_CLAIM = "false_claim", _("冒领、冒名办理")
    ROBBERY = "robbery", _("抢劫、盗抢")
    DISASTER = "disaster", _("自然灾害、火灾")
    NETWORK = "network", _("网络与系统事件")
    OTHER = "other", _("其他突发事件")
