from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    WECOM = "wecom", _("企业微信机器人")
    DINGTALK = "dingtalk", _("钉钉机器人")
    FEISHU = "feishu", _("飞书机器人")
    MAIL = "mail", _("邮件")
    GATEWAY = "gateway", _("短信或其他网关")


# What an address of each kind may begin with, in the notation of Apprise.
SCHEMES: dict[str, frozenset[str]] = {
    ChannelKind.WECOM: frozenset({"wecombot"}),
    ChannelKind.DINGTALK: frozenset({"dingtalk"}),
    ChannelKind.FEISHU: frozenset({"feishu", "lark"}),
    ChannelKind.MAIL: frozenset({"mailto", "mailtos"}),
    ChannelKind.GATEWAY: frozenset({"json", "jsons", "xml", "xmls", "form", "forms"}),
}
# The robots of one service with one fixed host. The others name a host to connect to,
# which could be one inside the county's own network: only an administrator sets those.
SELF_SERVICE = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU)
