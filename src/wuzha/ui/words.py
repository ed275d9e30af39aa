"""Words in the reader's language: lists, and what scripts say (`words.js` reads it)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wuzha.lib.words import SEPARATOR


def listed(words: Iterable[object]) -> str:
    """A、B、C, or A, B, C."""
    return _(SEPARATOR).join(map(str, words))


def script_words() -> dict[str, str]:
    return {
        "left": _("还剩 {span}"),
        "over": _("超时 {span}"),
        "seconds": _("{seconds}秒"),
        "minutes": _("{minutes}分{seconds}秒"),
        "hours": _("{hours}小时{minutes}分"),
        "days": _("{days}天{hours}小时"),
        "clock_soon": _("{name}时间已过半，{left}"),
        "clock_minute": _("{name}只剩一分钟"),
        "clock_over": _("{name}已超时"),
        "close": _("关闭"),
        "failed": _("没有成功，请再试一次。"),
        "no_network": _("没有网络，请稍后再试。"),
        "restored": _("已恢复上次没有提交的内容。"),
        "forget": _("清空重填"),
        "fresh_at": _("{time} 更新"),
        "fresh_failed": _("{time} 起未能更新"),
        "fresh_waiting": _("您正在操作，暂停更新"),
        "offline": _("现在没有网络"),
        "waiting": _("{n} 条等待发送"),
        "sending": _("正在发送……"),
        "send_now": _("现在发送"),
        "sign_in_first": _("请重新登录，登录后自动发送"),
        "kept": _("没有网络，已保存在本机，有网后自动发送：{title}"),
        "kept_page": _("这是 {time} 保存在本机的页面，可能不是最新。"),
        "in_queue": _("这条记录已在等待发送；再次提交会代替它。"),
        "sent": _("已发送：{title}"),
        "conflict_title": _("这条记录已经被别人改过"),
        "conflict_mine": _("您填写的"),
        "conflict_theirs": _("现在的记录"),
        "conflict_field": _("项目"),
        "conflict_keep": _("保留现在的，放弃我的"),
        "conflict_mend": _("用我的再提交"),
        "conflict_later": _("以后再定"),
        "to_decide": _("{n} 条要您决定"),
        "decide": _("查看"),
        "refused_title": _("没有保存"),
        "refused_open": _("打开页面改正"),
        "refused_drop": _("放弃这一条"),
        "leave_title": _("还有 {n} 条没有发出"),
        "leave_text": _("它们留在本机，要您本人在这台设备上再次登录才会发出。"),
        "leave_send": _("先发送"),
        "leave_anyway": _("仍然退出"),
        "table_of": _("看数据表"),
    }
