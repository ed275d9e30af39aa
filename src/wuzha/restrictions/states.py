"""What an entry and an appeal can be, and who acts in each state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class Ground(models.TextChoices):
    """Why somebody stands in the register."""

    INVOLVED = "involved", _("涉案账户")
    RECOGNISED = "recognised", _("两卡惩戒（公安机关认定）")
    CRIMINAL = "criminal", _("两卡惩戒（被追究刑事责任）")


class Measure(models.TextChoices):
    """As they stand on decisions; which of them hold is said by each decision."""

    ACCOUNT_SHUT = "account_shut", _("涉案账户停止使用")
    NON_COUNTER = "non_counter", _("暂停非柜面业务")
    NON_COUNTER_OUT = "non_counter_out", _("限制非柜面转出")
    PAYMENT_SHUT = "payment_shut", _("暂停支付账户")
    NO_NEW_ACCOUNT = "no_new_account", _("不得新开账户")
    NO_NEW_PAYMENT = "no_new_payment", _("不得新开支付账户、实名数字人民币钱包")
    CREDIT_RECORD = "credit_record", _("纳入金融信用信息基础数据库")
    TELECOM = "telecom", _("电信网络惩戒（以决定文书为准）")


class Level(models.TextChoices):
    """Of the authority that decided."""

    COUNTY = "county", _("县级公安机关")
    CITY = "city", _("设区的市级公安机关")
    PROVINCE = "province", _("省级以上公安机关")
    COURT = "court", _("人民法院")


class State(models.TextChoices):
    PENDING = "pending", _("待告知")
    IN_FORCE = "in_force", _("执行中")
    LIFTED = "lifted", _("已解除")
    EXPIRED = "expired", _("期满解除")
    WITHDRAWN = "withdrawn", _("误录撤回")


class AppealState(models.TextChoices):
    OPEN = "open", _("核查中")
    UPHELD = "upheld", _("维持")
    GRANTED = "granted", _("申诉成立，已解除")


class ClockKind(models.TextChoices):
    TERM = "restriction.term", _("惩戒期限")
    APPEAL = "restriction.appeal", _("答复申诉")


RESTRICTION = Moves(
    noun=N_("惩戒登记"),
    labels={
        "pending": N_("待告知"),
        "in_force": N_("执行中"),
        "lifted": N_("已解除"),
        "expired": N_("期满解除"),
        "withdrawn": N_("误录撤回"),
    },
    initial="pending",
    allowed={
        "pending": frozenset({"in_force", "lifted", "expired", "withdrawn"}),
        "in_force": frozenset({"lifted", "expired", "withdrawn"}),
    },
    final=frozenset({"lifted", "expired", "withdrawn"}),
    owners={"pending": N_("县公安（告知当事人）")},
)
APPEAL = Moves(
    noun=N_("惩戒申诉"),
    labels={
        "open": N_("核查中"),
        "upheld": N_("维持"),
        "granted": N_("申诉成立，已解除"),
    },
    initial="open",
    allowed={"open": frozenset({"upheld", "granted"})},
    final=frozenset({"upheld", "granted"}),
    owners={"open": N_("县公安")},
)
