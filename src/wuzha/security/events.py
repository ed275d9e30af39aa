"""What the audit's page says: an event in words, a subject by its noun.

Words only: a line here knows nothing of the area that records the event. An event
without a line is shown by its name, and a test asks for the line.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from wuzha.audit.models import Entry
from wuzha.lib.words import N_
from wuzha.organisation.access import Role

# In the order in which the filter offers them.
GROUPS: dict[str, str] = {
    "sign_in": N_("登录"),
    "personal": N_("查看个人信息"),
    "access": N_("越权被拒"),
    "warning": N_("预警"),
    "dissuasion": N_("劝阻"),
    "revisit": N_("回访"),
    "incident": N_("案件"),
    "payment": N_("转出款项"),
    "identifier": N_("涉案标识"),
    "stop_payment": N_("止付"),
    "freeze": N_("冻结"),
    "brief": N_("日报与零报告"),
    "hit": N_("命中"),
    "rule_run": N_("研判"),
    "unit": N_("单位"),
    "person": N_("人员"),
    "appointment": N_("任职"),
    "import": N_("导入"),
    "export": N_("导出"),
    "factor": N_("双重验证"),
    "token": N_("令牌"),
    "unmasking": N_("成批查看"),
    "audit": N_("审计"),
}

EVENTS: dict[str, str] = {
    "access.refused": N_("做无权做的事，被拒"),
    "appointment.began": N_("任职"),
    "appointment.ended": N_("结束任职"),
    "appointment.deputies_set": N_("定代理人"),
    "audit.check_started": N_("开始核验审计"),
    "audit.checked": N_("核验审计完毕"),
    "audit.exported": N_("导出审计记录"),
    "factor.added": N_("添加双重验证方式"),
    "factor.released": N_("取消双重验证要求"),
    "factor.removed": N_("停用双重验证方式"),
    "factor.required": N_("要求双重验证"),
    "factor.reset": N_("重置双重验证"),
    "leave.cancelled": N_("销假"),
    "leave.taken": N_("请假"),
    "person.created": N_("新建账号"),
    "person.deactivated": N_("停用账号"),
    "person.edited": N_("修改人员资料"),
    "person.password_chosen": N_("设置新密码"),
    "person.password_given": N_("发放初始密码"),
    "person.reactivated": N_("恢复账号"),
    "personal.revealed": N_("查看完整个人信息"),
    "sign_in.done": N_("登录"),
    "sign_in.ended": N_("退出"),
    "sign_in.failed": N_("登录失败"),
    "sign_in.unlocked": N_("解除登录锁定"),
    "token.issued": N_("签发令牌"),
    "token.revoked": N_("作废令牌"),
}

NOUNS: dict[str, str] = {
    "organisation.Appointment": N_("任职"),
    "organisation.Leave": N_("请假"),
    "organisation.Person": N_("人员"),
    "organisation.Unit": N_("单位"),
    "security.ApiToken": N_("令牌"),
    "security.AuditCheck": N_("审计核验"),
    "security.FactorRule": N_("双重验证规定"),
}

FACTS: dict[str, str] = {
    "address": N_("来自"),
    "count": N_("数量"),
    "field": N_("字段"),
    "kind": N_("方式"),
    "method": N_("请求"),
    "methods": N_("方式"),
    "name": N_("名称"),
    "person": N_("人员"),
    "reason": N_("理由"),
    "role": N_("岗位"),
    "step": N_("环节"),
    "valid_from": N_("自"),
    "view": N_("页面"),
}

VALUES: dict[str, Mapping[str, str]] = {
    "step": {"password": N_("密码"), "code": N_("验证码")},
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


def fact_words(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in entry.facts.items():
        if value in (None, ""):
            continue
        yield (
            (_(FACTS[name]) if name in FACTS else name),
            _value_words(name, str(value)),
        )


def _value_words(name: str, value: str) -> str:
    if name == "role" and value in Role:
        return str(Role(value).label)
    known = VALUES.get(name, {})
    return _(known[value]) if value in known else value
