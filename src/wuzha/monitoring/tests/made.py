"""Rows for the tests of monitoring."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from wuzha.earlywarnings.states import Grade
from wuzha.monitoring.actions import confirm_hit, keep_holder
from wuzha.monitoring.models import AccountHolder, Hit, HitWarning, RuleRun
from wuzha.organisation.models import Person, Unit

VICTIM, MULE = "6222020000001234567", "6217000000007654321"


def make_run(unit: Unit, *, by: Person, **overrides: Any) -> RuleRun:
    now = timezone.now()
    facts: dict[str, Any] = {
        "unit": unit,
        "started_by": by,
        "files": "day.parquet",
        "state": "done",
        "created_at": now,
        "finished_at": now,
        "first_at": now - timedelta(days=1),
        "last_at": now,
    }
    return RuleRun.objects.create(**{**facts, **overrides})


def make_hit(unit: Unit, *, by: Person, **overrides: Any) -> Hit:
    at = timezone.now() - timedelta(hours=1)
    transfer = {
        "tx_id": "t1",
        "at_us": int(at.timestamp() * 1_000_000),
        "src": VICTIM,
        "dst": MULE,
        "amount_cents": 480_000_00,
    }
    facts: dict[str, Any] = {
        "run": overrides.pop("run", None) or make_run(unit, by=by),
        "hit_id": f"{Hit.objects.count():024d}",
        "rule": "first_large_payee",
        "rule_version": 1,
        "rule_state": "in_force",
        "title": "首次收款人大额",
        "side": "victim",
        "at": at,
        "amount_cents": 480_000_00,
        "measure": 480_000_00,
        "score": 80,
        "action": "warn",
        "reason": "付款人首次向该收款人转出¥480,000.00，请立即核实。",
        "values": [{"name": "amount", "label": "本笔金额", "shown": "¥480,000.00"}],
        "account": VICTIM,
        "suspect": MULE,
        "evidence": {"victims": [VICTIM], "transfers": [transfer]},
    }
    return Hit.objects.create(**{**facts, **overrides})


def keep_holder_of(account: str, unit: Unit, *, by: Person) -> AccountHolder:
    row = AccountHolder(
        account=account,
        name="季某安",
        phone="15400001111",
        address="河口镇柳湾村12号",
        bank_name="青石农商银行",
        told_by="河口支行",
    )
    return keep_holder(holder=row, unit=unit, by=by)


def raise_for(hit: Hit, *, by: Person) -> HitWarning:
    keep_holder_of(VICTIM, hit.run.unit, by=by)
    confirm_hit(hit=hit, account=VICTIM, grade=Grade.HIGH, by=by)
    return hit.warnings.get()
