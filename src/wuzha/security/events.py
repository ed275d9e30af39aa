"""What the audit's page says: an event in words, a subject by its noun.

Words only: a line here knows nothing of the area that records the event. An event
without a line is shown by its name, and a test asks for the line.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from wuzha.audit.models import Entry
from wuzha.lib.words import N_
from wuzha.organisation.access import Role

# What the filter offers, in this order: the words, and how such events begin.
GROUPS: dict[str, tuple[str, ...]] = {
    N_("登录"): ("sign_in.",),
    N_("查看个人信息"): ("personal.", "unmasking.", "search."),
    N_("越权被拒"): ("access.",),
    N_("预警"): ("warning.", "warnings.", "push."),
    N_("劝阻"): ("dissuasion.", "revisit."),
    N_("案件"): ("incident.", "payment.", "identifier."),
    N_("止付与冻结"): ("stop_payment.", "freeze."),
    N_("研判"): ("hit.", "rules.", "account_holder."),
    N_("日报"): ("brief.", "briefs."),
    N_("单位与人员"): ("unit.", "person.", "appointment.", "leave.", "import."),
    N_("设置"): (
        *("grade_rule.", "place_name.", "channel.", "digest."),
        *("factor.required", "factor.released", "token."),
    ),
    N_("双重验证"): ("factor.",),
    N_("审计"): ("audit.",),
}

EVENTS: dict[str, str] = {
    "access.refused": N_("做无权做的事，被拒"),
    "account_holder.kept": N_("登记账户持有人"),
    "appointment.began": N_("任职"),
    "appointment.deputies_set": N_("定代理人"),
    "appointment.ended": N_("结束任职"),
    "appointment.withdrawn": N_("撤回误录的任职"),
    "audit.check_started": N_("开始核验审计"),
    "audit.checked": N_("核验审计完毕"),
    "audit.exported": N_("导出审计记录"),
    "brief.alarm": N_("日报时限提醒"),
    "brief.confirmation_taken_back": N_("撤回日报确认"),
    "brief.confirmed": N_("确认日报"),
    "brief.corrected": N_("更正日报数字"),
    "brief.drawn_up": N_("生成日报"),
    "brief.published": N_("发布日报"),
    "briefs.drawn_up": N_("生成各单位日报"),
    "channel.added": N_("添加通知渠道"),
    "channel.removed": N_("删除通知渠道"),
    "channel.tried": N_("试发通知"),
    "digest.hours_set": N_("设置汇总通知钟点"),
    "dissuasion.alarm": N_("劝阻时限提醒或升级"),
    "dissuasion.attempt_taken_back": N_("撤回联系记录"),
    "dissuasion.attempted": N_("记录联系"),
    "dissuasion.became_incident": N_("劝阻转为案件"),
    "dissuasion.clock_paused": N_("暂停时限"),
    "dissuasion.clock_resumed": N_("恢复时限"),
    "dissuasion.closed": N_("办结劝阻"),
    "dissuasion.deidentified": N_("到期去除个人信息"),
    "dissuasion.dispatch_opened": N_("打开分派页"),
    "dissuasion.dispatched": N_("分派劝阻"),
    "dissuasion.duplicate": N_("标为重复预警"),
    "dissuasion.exported": N_("导出劝阻清单"),
    "dissuasion.fed_back": N_("反馈劝阻结果"),
    "dissuasion.invalid": N_("判为无效预警"),
    "dissuasion.joined": N_("劝阻关联到案件"),
    "dissuasion.meeting_taken_back": N_("撤回见面记录"),
    "dissuasion.met": N_("记录见面"),
    "dissuasion.notice_printed": N_("打印劝阻告知书"),
    "dissuasion.photo_added": N_("添加见面照片"),
    "dissuasion.photo_seen": N_("查看见面照片"),
    "dissuasion.released": N_("承办人离岗，交回单位"),
    "dissuasion.reopened": N_("重新打开劝阻"),
    "dissuasion.returned": N_("退回劝阻"),
    "dissuasion.sent_back": N_("退回县中心"),
    "dissuasion.signed": N_("签收"),
    "dissuasion.transferred": N_("移交劝阻"),
    "dissuasion.visit_opened": N_("打开走访页"),
    "factor.added": N_("添加双重验证方式"),
    "factor.released": N_("取消双重验证要求"),
    "factor.removed": N_("停用双重验证方式"),
    "factor.required": N_("要求双重验证"),
    "factor.reset": N_("重置双重验证"),
    "freeze.alarm": N_("冻结到期提醒"),
    "freeze.decided": N_("决定冻结"),
    "freeze.expired": N_("冻结到期"),
    "freeze.extended": N_("续冻"),
    "freeze.finding_taken_back": N_("撤回与案件无关的查明"),
    "freeze.found_unrelated": N_("查明与案件无关"),
    "freeze.lifted": N_("解除冻结"),
    "grade_rule.set": N_("设置等级规则"),
    "hit.became_incident": N_("命中转为案件"),
    "hit.confirmed": N_("确认命中"),
    "hit.dismissal_taken_back": N_("撤回排除"),
    "hit.dismissed": N_("排除命中"),
    "identifier.added": N_("添加涉案标识"),
    "identifier.removed": N_("删除涉案标识"),
    "import.confirmed": N_("确认导入"),
    "import.discarded": N_("放弃导入"),
    "import.done": N_("导入完毕"),
    "import.forgotten": N_("到期清除导入明细"),
    "import.mapping_saved": N_("保存列对照"),
    "import.previewed": N_("预览导入"),
    "import.taken_back": N_("撤销导入"),
    "import.undone": N_("导入已撤销"),
    "incident.accepted": N_("受理案件"),
    "incident.alarm": N_("案件时限提醒"),
    "incident.closed": N_("办结案件"),
    "incident.corrected": N_("更正案件"),
    "incident.dismissed": N_("不予受理"),
    "incident.opened": N_("登记案件"),
    "incident.read": N_("查看案件"),
    "incident.reopened": N_("重新打开案件"),
    "incident.reported": N_("报告案件"),
    "incident.restored": N_("恢复案件"),
    "incident.reviewed": N_("复盘案件"),
    "leave.cancelled": N_("销假"),
    "leave.taken": N_("请假"),
    "payment.added": N_("添加转出款项"),
    "payment.corrected": N_("更正转出款项"),
    "payment.removed": N_("删除转出款项"),
    "payment.restored": N_("恢复转出款项"),
    "person.created": N_("新建账号"),
    "person.deactivated": N_("停用账号"),
    "person.edited": N_("修改人员资料"),
    "person.exported": N_("导出人员"),
    "person.password_chosen": N_("设置新密码"),
    "person.password_given": N_("发放初始密码"),
    "person.reactivated": N_("恢复账号"),
    "person.withdrawn": N_("撤回误录的人员"),
    "personal.revealed": N_("查看完整个人信息"),
    "place_name.added": N_("添加地名对照"),
    "place_name.removed": N_("删除地名对照"),
    "push.answered": N_("答复上级推送"),
    "push.begun": N_("收到上级推送"),
    "push.forgotten": N_("清理推送记录"),
    "push.repeated": N_("收到重复推送"),
    "revisit.done": N_("记录回访"),
    "revisit.due": N_("回访到期"),
    "revisit.planned": N_("安排回访"),
    "rules.hits_kept": N_("保存命中"),
    "rules.run_begun": N_("开始研判"),
    "rules.run_failed": N_("研判中断"),
    "rules.run_finished": N_("研判完毕"),
    "rules.run_queued": N_("安排研判"),
    "rules.run_started": N_("开始研判"),
    "search.done": N_("搜索"),
    "sign_in.done": N_("登录"),
    "sign_in.ended": N_("退出"),
    "sign_in.failed": N_("登录失败"),
    "sign_in.sessions_cleared": N_("清理过期会话"),
    "sign_in.unlocked": N_("解除登录锁定"),
    "stop_payment.alarm": N_("止付时限提醒"),
    "stop_payment.corrected": N_("更正止付"),
    "stop_payment.discarded": N_("作废止付草稿"),
    "stop_payment.drafted": N_("起草止付"),
    "stop_payment.drafted_for_accounts": N_("为收款账户起草止付"),
    "stop_payment.executed": N_("执行止付"),
    "stop_payment.expired": N_("止付到期"),
    "stop_payment.fed_back": N_("反馈止付"),
    "stop_payment.issued": N_("签发止付"),
    "stop_payment.lifted": N_("解除止付"),
    "stop_payment.papers_delivered": N_("补交止付文书"),
    "stop_payment.read": N_("查看止付"),
    "stop_payment.recalled": N_("撤回止付"),
    "stop_payment.refused": N_("银行未执行止付"),
    "stop_payment.renewal_drafted": N_("起草续止付"),
    "stop_payment.restored": N_("恢复止付"),
    "token.issued": N_("签发令牌"),
    "token.revoked": N_("作废令牌"),
    "unit.closed": N_("停用单位"),
    "unit.corrected": N_("更正单位"),
    "unit.county_founded": N_("建县区和首位管理员"),
    "unit.created": N_("新增单位"),
    "unit.linked": N_("设置管辖或服务的地方"),
    "unit.merged": N_("合并单位"),
    "unit.moved": N_("单位改隶"),
    "unit.renamed": N_("单位更名"),
    "unit.split": N_("拆分单位"),
    "unit.withdrawn": N_("撤回误录的单位"),
    "unmasking.asked": N_("申请成批查看"),
    "unmasking.granted": N_("同意成批查看"),
    "unmasking.refused": N_("不同意成批查看"),
    "unmasking.used": N_("成批查看完整个人信息"),
    "warning.pushed": N_("上级推送预警"),
    "warning.received": N_("收到预警"),
    "warning.repeated": N_("收到重复预警"),
    "warning.withdrawn": N_("撤回预警"),
    "warnings.received": N_("成批收到预警"),
}

NOUNS: dict[str, str] = {
    "briefs.Brief": N_("日报"),
    "documents.ImportRun": N_("导入"),
    "earlywarnings.Dissuasion": N_("劝阻"),
    "earlywarnings.EarlyWarning": N_("预警"),
    "earlywarnings.GradeRule": N_("等级规则"),
    "earlywarnings.PlaceName": N_("地名"),
    "earlywarnings.Revisit": N_("回访"),
    "incidents.Freeze": N_("冻结"),
    "incidents.Identifier": N_("涉案标识"),
    "incidents.Incident": N_("案件"),
    "incidents.Payment": N_("转出款项"),
    "incidents.StopPaymentOrder": N_("止付"),
    "monitoring.AccountHolder": N_("账户持有人"),
    "monitoring.Hit": N_("命中"),
    "monitoring.RuleRun": N_("研判批次"),
    "notices.Channel": N_("通知渠道"),
    "organisation.Appointment": N_("任职"),
    "organisation.Leave": N_("请假"),
    "organisation.Person": N_("人员"),
    "organisation.Unit": N_("单位"),
    "security.ApiToken": N_("令牌"),
    "security.AuditCheck": N_("审计核验"),
    "security.FactorRule": N_("双重验证规定"),
    "security.Unmasking": N_("成批查看申请"),
}

FACTS: dict[str, str] = {
    "address": N_("来自"),
    "cause": N_("原因"),
    "channel": N_("渠道"),
    "code": N_("编码"),
    "count": N_("数量"),
    "day": N_("日期"),
    "deputies": N_("代理人"),
    "dissuasion": N_("劝阻"),
    "door": N_("入口"),
    "faults": N_("不符"),
    "field": N_("字段"),
    "fields": N_("字段"),
    "filters": N_("筛选"),
    "found": N_("找到"),
    "fraud_class": N_("类别"),
    "grade": N_("等级"),
    "hits": N_("命中"),
    "hours": N_("钟点"),
    "incident": N_("案件"),
    "kind": N_("种类"),
    "late": N_("迟到"),
    "left": N_("未处理"),
    "level": N_("级别"),
    "method": N_("请求"),
    "methods": N_("方式"),
    "name": N_("名称"),
    "new": N_("新增"),
    "on": N_("日期"),
    "parent": N_("上级"),
    "parts": N_("拆为"),
    "person": N_("人员"),
    "reason": N_("理由"),
    "result": N_("结果"),
    "role": N_("岗位"),
    "rows": N_("行数"),
    "rule": N_("规则"),
    "seals": N_("封条"),
    "state": N_("状态"),
    "step": N_("环节"),
    "stream": N_("类型"),
    "transfers": N_("转账"),
    "until": N_("至"),
    "valid_from": N_("自"),
    "view": N_("页面"),
    "was": N_("原来"),
    "way": N_("方式"),
    "what": N_("事项"),
}

FIELDS: dict[str, str] = {
    "address": N_("地址"),
    "email": N_("邮箱"),
    "identity": N_("身份证号"),
    "name": N_("姓名"),
    "phone": N_("电话"),
    "victim_address": N_("受害人地址"),
    "victim_identity": N_("受害人身份证号"),
    "victim_name": N_("受害人姓名"),
    "victim_phone": N_("受害人电话"),
}

VALUES: dict[str, Mapping[str, str]] = {
    "step": {"password": N_("密码"), "code": N_("验证码"), "passkey": N_("通行密钥")},
    "kind": {
        "totp": N_("手机验证器"),
        "passkey": N_("通行密钥"),
        "codes": N_("备用码"),
    },
}


def event_words(event: str) -> str:
    return _(EVENTS[event]) if event in EVENTS else event


def subject_words(subject: str) -> str:
    """ "incidents.Incident:17" → 案件 17."""
    label, _colon, key = subject.partition(":")
    return f"{_(NOUNS[label]) if label in NOUNS else label} {key}".strip()


def field_words(field: str) -> str:
    return _(FIELDS[field]) if field in FIELDS else field


def fact_words(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in entry.facts.items():
        if value in (None, ""):
            continue
        yield (
            (_(FACTS[name]) if name in FACTS else name),
            _value_words(name, str(value)),
        )


def _value_words(name: str, value: str) -> str:
    if name == "field":
        return field_words(value)
    if name == "role" and value in Role:
        return str(Role(value).label)
    known = VALUES.get(name, {})
    return _(known[value]) if value in known else value
