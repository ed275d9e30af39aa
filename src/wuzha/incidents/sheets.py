"""Incidents and orders as tables. What leaves the house is masked as on the page."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_noop as N_

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.sheets import Record
from wuzha.incidents.models import FundTrace, Incident, StopPaymentOrder
from wuzha.incidents.traced import found_in
from wuzha.lib import masking
from wuzha.lib.taxonomy import taxonomy

INCIDENTS = Columns(
    [
        Column(name="number", title=N_("编号")),
        Column(name="reported_at", title=N_("报案时间"), kind=Kind.DATETIME),
        Column(name="channel", title=N_("来源")),
        Column(name="unit", title=N_("办案单位"), width=20),
        Column(name="place", title=N_("居住地"), width=20),
        Column(name="victim", title=N_("当事人")),
        Column(name="age_band", title=N_("年龄")),
        Column(name="sex", title=N_("性别"), width=8),
        Column(name="fraud_class", title=N_("诈骗类别"), width=24),
        Column(name="subtype", title=N_("子类"), width=24),
        Column(name="loss_cents", title=N_("损失（元）"), kind=Kind.MONEY),
        Column(name="state", title=N_("状态")),
        Column(name="warning_ref", title=N_("此前预警")),
    ]
)
ORDERS = Columns(
    [
        Column(name="number", title=N_("编号")),
        Column(name="incident", title=N_("案件")),
        Column(name="unit", title=N_("办案单位"), width=20),
        Column(name="round", title=N_("第几次"), kind=Kind.INTEGER),
        Column(name="account", title=N_("账户"), kind=Kind.DIGITS),
        Column(name="bank", title=N_("开户银行"), width=24),
        Column(name="requested_cents", title=N_("申请（元）"), kind=Kind.MONEY),
        Column(name="stopped_cents", title=N_("止付（元）"), kind=Kind.MONEY),
        Column(name="state", title=N_("状态")),
        Column(name="drafted_at", title=N_("起草"), kind=Kind.DATETIME),
        Column(name="issued_at", title=N_("签发"), kind=Kind.DATETIME),
        Column(name="executed_at", title=N_("执行"), kind=Kind.DATETIME),
        Column(name="fed_back_at", title=N_("反馈"), kind=Kind.DATETIME),
        Column(name="ends_at", title=N_("到期"), kind=Kind.DATETIME),
        Column(name="cause", title=N_("未执行原因"), width=24),
    ]
)
FLOWS = Columns(
    [
        Column(name="number", title=N_("序号"), kind=Kind.INTEGER, width=8),
        Column(name="level", title=N_("层级"), kind=Kind.INTEGER, width=8),
        Column(name="at", title=N_("时间"), kind=Kind.DATETIME),
        Column(name="src", title=N_("付款账户"), kind=Kind.DIGITS),
        Column(name="dst", title=N_("收款账户"), kind=Kind.DIGITS),
        Column(name="amount_cents", title=N_("转账金额（元）"), kind=Kind.MONEY),
        Column(name="traced_cents", title=N_("其中涉案（元）"), kind=Kind.MONEY),
        Column(name="exit", title=N_("到此为止的原因"), width=20),
        Column(name="method", title=N_("追踪方法")),
    ]
)


def incident_records(rows: Iterable[Incident]) -> Iterator[Record]:
    kinds = taxonomy()
    for row in rows:
        subtype = row.fraud_subtype
        yield {
            "number": row.number,
            "reported_at": row.reported_at,
            "channel": row.get_channel_display(),
            "unit": row.unit.name,
            "place": row.place.name if row.place else "",
            "victim": masking.name(row.victim_name),
            "age_band": row.get_victim_age_band_display(),
            "sex": row.get_victim_sex_display(),
            "fraud_class": kinds.fraud_class(row.fraud_class).name,
            "subtype": kinds.subtype(subtype).name if subtype else "",
            "loss_cents": row.loss_cents,
            "state": row.state_label,
            "warning_ref": row.warning_ref,
        }


def order_records(rows: Iterable[StopPaymentOrder]) -> Iterator[Record]:
    for row in rows:
        yield {
            "number": row.number,
            "incident": row.incident.number,
            "unit": row.incident.unit.name,
            "round": row.round,
            "account": masking.bank_account_for_bank(row.account),
            "bank": str(row.bank_unit or row.bank_name),
            "requested_cents": row.requested_cents,
            "stopped_cents": row.stopped_cents,
            "state": row.state_label,
            "drafted_at": row.drafted_at,
            "issued_at": row.issued_at,
            "executed_at": row.executed_at,
            "fed_back_at": row.fed_back_at,
            "ends_at": row.ends_at,
            "cause": row.get_refusal_cause_display(),
        }


def flow_records(trace: FundTrace) -> Iterator[Record]:
    for number, flow in enumerate(found_in(trace).flows, start=1):
        yield {
            "number": number,
            "level": flow.level,
            "at": flow.at,
            "src": masking.bank_account_for_bank(flow.src),
            "dst": masking.bank_account_for_bank(flow.dst),
            "amount_cents": flow.amount_cents,
            "traced_cents": flow.traced_cents,
            "exit": flow.exit,
            "method": trace.get_method_display(),
        }
