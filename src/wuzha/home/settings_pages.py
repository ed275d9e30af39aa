"""Where what the county sets for itself is set: the pages of the areas, in one list."""

from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from wuzha.organisation.access import Permission

P = Permission


class Page(NamedTuple):
    label: str
    what: str
    view: str
    permission: Permission


PAGES = (
    Page(
        N_("预警时限和分派"),
        N_("各等级派给谁、多少分钟内签收、拨打、见面、反馈，超时由谁接手"),
        "earlywarnings:rules",
        P.SETTINGS_EDIT,
    ),
    Page(
        N_("工作日历"),
        N_("每年的放假安排和补班，按工作日计算的时限和应报事项用它推算"),
        "clocks:years",
        P.SETTINGS_EDIT,
    ),
    Page(
        N_("文书模板"),
        N_("周报、月报、专项行动报告、通报、整改清单的 Word 版式"),
        "paper_templates",
        P.SETTINGS_EDIT,
    ),
    Page(
        N_("通知渠道"),
        N_("企业微信、钉钉、飞书、邮件、短信，以及汇总发送的钟点"),
        "notices:all_channels",
        P.SETTINGS_EDIT,
    ),
    Page(
        N_("双重验证"),
        N_("哪些角色登录时要第二重验证，从哪天起"),
        "security:factor_rules",
        P.SETTINGS_EDIT,
    ),
    Page(
        N_("接口令牌"),
        N_("给上级系统发放、作废推送预警用的令牌"),
        "security:tokens",
        P.TOKEN_EDIT,
    ),
)
