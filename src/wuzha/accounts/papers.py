"""The review of an involved account, for the file."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from wuzha.accounts.models import LookBack
from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import render
from wuzha.organisation.words import kept
from wuzha.ui.times import length_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def template() -> bytes:
    paper = OfficialPaper("涉案账户倒查表")
    paper.title("涉案账户倒查表")
    paper.form(
        [
            ("编号", "{{ number }}"),
            ("开户网点", "{{ branch }}"),
            ("账号", "{{ account }}"),
            ("涉案时间", "{{ known }}"),
            ("开户日期", "{{ opened_on }}"),
            ("账户类别", "{{ account_class }}"),
            ("在哪里开户", "{{ opened_at }}"),
            ("经办人", "{{ opened_by }}"),
            ("限额", "{{ limits }}"),
            ("开户时询问", "{{ asked }}"),
            ("资金进出", "{{ money }}"),
        ],
        wide=("限额", "开户时询问", "资金进出"),
    )
    paper.heading("一、哪条规则能发现")
    paper.paragraph("{{ tested }}")
    with paper.only_if("firings"):
        paper.list_table(
            {"title": "规则", "at": "首次命中", "ahead": "与涉案时间相比"},
            over="firings",
            shares=(0.4, 0.3, 0.3),
        )
    paper.heading("二、查明的情况")
    paper.paragraph("没挡住的环节：{{ gap }}。{{ findings }}")
    paper.heading("三、改进措施")
    paper.paragraph("{{ remedy }}（{{ until }}前完成）")
    paper.signature("{{ branch }}", "{{ day }}")
    return paper.saved()


def look_back_paper(row: LookBack) -> bytes:
    values: dict[str, Any] = {
        "number": row.number,
        "branch": row.branch.name,
        "account": row.account,
        "known": f"{row.get_ground_display()} {_minute(row.known_at)}",
        "opened_on": _day(row.account_opened_on),
        "account_class": row.get_account_class_display() or "",
        "opened_at": row.opened_at_branch,
        "opened_by": row.opened_by_staff,
        "limits": row.limits,
        "asked": row.asked_at_opening,
        "money": row.money_did,
        "tested": _tested(row),
        "firings": [_fired(one) for one in row.fired()],
        "gap": row.get_gap_display(),
        "findings": row.findings,
        "remedy": row.remedy,
        "until": _day(row.remedy_until),
        "day": _day(timezone.localdate(row.answered_at or row.started_at)),
    }
    return render(template(), values)


def _tested(row: LookBack) -> str:
    if row.tested_at is None:
        return kept("没有用规则回测。")
    facts = {"transfers": row.transfers, "count": len(row.firings or ())}
    return kept("用现行规则回测%(transfers)d笔流水，%(count)d条规则命中。", **facts)


def _fired(one: dict[str, Any]) -> dict[str, str]:
    ahead: timedelta = one["ahead"]
    text = kept("早%(span)s") if ahead > timedelta() else kept("晚%(span)s")
    return {
        "title": one["title"],
        "at": _minute(one["at"]),
        "ahead": text % {"span": length_text(ahead)},
    }


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _day(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""
