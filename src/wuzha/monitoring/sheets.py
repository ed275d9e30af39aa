"""The columns of the hits' Excel. Accounts masked: a list is not a case."""

from django.utils.translation import gettext_noop as N_

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.sheets import Record
from wuzha.monitoring.models import Hit

HITS = Columns(
    [
        Column(name="number", title=N_("编号"), kind=Kind.DIGITS),
        Column(name="at", title=N_("时间"), kind=Kind.DATETIME),
        Column(name="title", title=N_("规则")),
        Column(name="account", title=N_("账户"), kind=Kind.DIGITS),
        Column(name="amount_cents", title=N_("本笔金额"), kind=Kind.MONEY),
        Column(name="score", title=N_("分值"), kind=Kind.INTEGER),
        Column(name="state", title=N_("状态")),
        Column(name="reason", title=N_("理由"), width=60),
    ]
)


def record_of(hit: Hit) -> Record:
    return {
        "number": hit.number,
        "at": hit.at,
        "title": hit.title,
        "account": hit.masked_account,
        "amount_cents": hit.amount_cents,
        "score": hit.score,
        "state": hit.get_state_display(),
        "reason": hit.reason,
    }
