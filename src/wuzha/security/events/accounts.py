"""The words for events of restrictions and accounts."""

from wuzha.lib.words import N_

EVENTS: dict[str, str] = {
    "account_check.assigned": N_("交办账户核查"),
    "account_check.done": N_("核查账户"),
    "bank_account.forgotten": N_("撤销导入的账户"),
    "bank_account.kept": N_("登记网点账户"),
    "look_back.alarm": N_("倒查涉案账户超时"),
    "look_back.answered": N_("提交涉案账户倒查"),
    "look_back.closed": N_("办结涉案账户倒查"),
    "look_back.printed": N_("打印涉案账户倒查表"),
    "look_back.returned": N_("退回涉案账户倒查"),
    "look_back.search_asked": N_("安排用系统内流水回测"),
    "look_back.started": N_("发起涉案账户倒查"),
    "look_back.tested": N_("用规则回测涉案账户"),
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
    "accounts.AccountCheck": N_("账户核查"),
    "accounts.BankAccount": N_("网点账户"),
    "accounts.LookBack": N_("涉案账户倒查"),
    "accounts.Suspicion": N_("可疑情况报告"),
    "restrictions.Restriction": N_("惩戒登记"),
    "restrictions.RestrictionAppeal": N_("惩戒申诉"),
}
