"""The words for events of restrictions and accounts."""

from wuzha.lib.words import N_

EVENTS: dict[str, str] = {
    "restriction.alarm": N_("申诉答复时限提醒"),
    "restriction.appeal_granted": N_("惩戒申诉成立"),
    "restriction.appeal_received": N_("收到惩戒申诉"),
    "restriction.appeal_upheld": N_("惩戒申诉不成立，维持"),
    "restriction.checked": N_("查询惩戒登记"),
    "restriction.end_told": N_("告知惩戒解除"),
    "restriction.entered": N_("登记惩戒决定"),
    "restriction.expired": N_("惩戒期满自动解除"),
    "restriction.exported": N_("导出惩戒登记"),
    "restriction.lifted": N_("解除惩戒"),
    "restriction.notified": N_("告知惩戒决定"),
    "restriction.read": N_("查看惩戒登记"),
    "restriction.withdrawn": N_("撤回误录的惩戒登记"),
    "suspicion.alarm": N_("核查可疑情况超时"),
    "suspicion.closed": N_("了结可疑情况报告"),
    "suspicion.looked_at": N_("核查可疑情况报告"),
    "suspicion.passed_on": N_("转办可疑情况报告"),
    "suspicion.reported": N_("报告可疑情况"),
}
NOUNS: dict[str, str] = {
    "accounts.Suspicion": N_("可疑情况报告"),
    "restrictions.Restriction": N_("惩戒登记"),
    "restrictions.RestrictionAppeal": N_("惩戒申诉"),
}
