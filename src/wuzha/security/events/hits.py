"""The words for events of rules, runs and hits."""

from wuzha.lib.words import N_

EVENTS: dict[str, str] = {
    "account_holder.kept": N_("登记账户持有人"),
    "hit.became_incident": N_("命中转为案件"),
    "hit.check_answered": N_("答复账户核查"),
    "hit.confirmed": N_("确认命中"),
    "hit.dismissal_taken_back": N_("撤回排除"),
    "hit.dismissed": N_("排除命中"),
    "hit.handed_over": N_("移交账户核查"),
    "hit.looked_back_on": N_("发起命中账户的倒查"),
    "rules.draft_changed": N_("修改规则草稿"),
    "rules.hits_kept": N_("保存命中"),
    "rules.on_trial": N_("规则试运行"),
    "rules.put_in_force": N_("启用规则"),
    "rules.retired": N_("停用规则"),
    "rules.rolled_back": N_("回退规则"),
    "rules.run_begun": N_("开始研判"),
    "rules.run_failed": N_("研判中断"),
    "rules.run_finished": N_("研判完毕"),
    "rules.run_queued": N_("安排研判"),
    "rules.run_started": N_("开始研判"),
    "rules.test_asked": N_("安排规则试算"),
    "rules.test_begun": N_("开始规则试算"),
    "rules.test_failed": N_("规则试算中断"),
    "rules.test_finished": N_("规则试算完毕"),
    "rules.version_made": N_("起草规则"),
}
NOUNS: dict[str, str] = {
    "monitoring.AccountHandover": N_("移交账户"),
    "monitoring.AccountHolder": N_("账户持有人"),
    "monitoring.Hit": N_("命中"),
    "monitoring.RuleRun": N_("研判批次"),
    "monitoring.RuleTest": N_("规则试算"),
    "monitoring.RuleVersion": N_("规则版本"),
}
