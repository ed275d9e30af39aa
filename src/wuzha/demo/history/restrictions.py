"""The register of restrictions: what stands, is appealed against, and has ended."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from wuzha.demo import names
from wuzha.demo.history.world import World
from wuzha.lib.periods import add_months
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person
from wuzha.restrictions.models import Restriction, RestrictionAppeal
from wuzha.restrictions.states import (
    RESTRICTION,
    AppealState,
    Ground,
    Level,
    Measure,
    State,
)
from wuzha.restrictions.timing import time_appeal, time_term

CITY: dict[str, Any] = {
    "ground": Ground.RECOGNISED,
    "authority": "青山市公安局",
    "authority_level": Level.CITY,
    "basis": "反电信网络诈骗法第31条第2款；联合惩戒办法",
    "measures": [
        Measure.NON_COUNTER_OUT,
        Measure.NO_NEW_PAYMENT,
        Measure.CREDIT_RECORD,
    ],
    "appeal_to": "青山市公安局法制支队",
}
COURT: dict[str, Any] = {
    "ground": Ground.CRIMINAL,
    "authority": "青石县人民法院",
    "authority_level": Level.COURT,
    "basis": "反电信网络诈骗法第31条第2款；联合惩戒办法",
    "measures": [Measure.NON_COUNTER_OUT, Measure.PAYMENT_SHUT, Measure.CREDIT_RECORD],
    "appeal_to": "青山市公安局法制支队",
}
COUNTY: dict[str, Any] = {
    "ground": Ground.INVOLVED,
    "authority": "青石县公安局",
    "authority_level": Level.COUNTY,
    "basis": "银发〔2016〕261号",
    "measures": [Measure.ACCOUNT_SHUT],
    "appeal_to": "青石县公安局反诈中心",
}
PAPERS = {Level.CITY: "青公惩决字", Level.COURT: "青刑初字", Level.COUNTY: "青公涉字"}


class Told(NamedTuple):
    decision: dict[str, Any]
    ago: int  # days
    months: int
    state: State
    reason: str


ENTRIES = (
    Told(CITY, 12, 24, State.PENDING, "出借本人银行卡两张，收取报酬八百元"),
    Told(CITY, 160, 24, State.IN_FORCE, "出售本人电话卡三张"),
    Told(COURT, 210, 36, State.IN_FORCE, "帮助信息网络犯罪活动罪，判决生效"),
    Told(COUNTY, 9, 6, State.IN_FORCE, "账户收取受害人资金，已立案"),
    Told(COUNTY, 20, 6, State.IN_FORCE, "账户收取受害人资金，已立案"),
    Told(CITY, 75, 24, State.IN_FORCE, "出租银行账户给他人走账"),
    Told(CITY, 300, 24, State.LIFTED, "出借本人银行卡一张"),
    Told(CITY, 734, 24, State.EXPIRED, "出租本人电话卡两张"),
)
APPEALED_AGO, ANSWERED_AGO, ENDED_AGO = (timedelta(days=days) for days in (11, 40, 3))
# By place among the entries: one waits for its answer, one was granted.
APPEALS = {5: AppealState.OPEN, 6: AppealState.GRANTED}


def with_restrictions(world: World) -> None:
    police = world.county.holding(Role.COUNTY_POLICE)[0]
    rows = [_entry(world, told, police) for told in ENTRIES]
    for row in Restriction.objects.bulk_create(rows):
        if row.state in RESTRICTION.open:
            time_term(row)
    for place, state in APPEALS.items():
        _appeal(world, rows[place], state, police)


def _entry(world: World, told: Told, police: Person) -> Restriction:
    decided = timezone.localdate(world.now) - timedelta(days=told.ago)
    person = world.citizens.stranger()
    paper = PAPERS[told.decision["authority_level"]]
    row = Restriction(
        **told.decision,
        name=person.name,
        identity=person.identity,
        document_number=f"{paper}〔{decided:%Y}〕{decided:%j}号",
        decided_on=decided,
        reason=told.reason,
        starts_on=decided,
        ends_on=add_months(decided, told.months),
        appeal_papers="身份证件、申诉书、证明材料",
        state=told.state,
        entered_by=police,
        entered_at=world.now - timedelta(days=told.ago - 1),
    )
    if told.decision is COUNTY:
        row.account = names.card(world.random)
    if told.state != State.PENDING:
        row.notified_on = decided + timedelta(days=2)
        row.notified_how = "当面送达"
    if told.state == State.LIFTED:
        row.ended_at, row.ended_by = world.now - ANSWERED_AGO, police
        row.end_reason, row.end_told_how = "申诉成立", "电话并书面告知"
        row.end_told_on = timezone.localdate(row.ended_at)
    if told.state == State.EXPIRED:
        row.ended_at, row.ended_by = world.now - ENDED_AGO, world.clockwork
        row.end_reason = "期满自动解除"
    return row


def _appeal(world: World, row: Restriction, state: AppealState, police: Person) -> None:
    ago = APPEALED_AGO if state == AppealState.OPEN else ANSWERED_AGO + APPEALED_AGO
    appeal = RestrictionAppeal(
        restriction=row,
        appellant=row.name,
        reason="卡是被人骗去办理的，从未收过钱，有聊天记录和报警回执。",
        papers="聊天记录、报警回执",
        made_on=timezone.localdate(world.now - ago),
        state=state,
        entered_by=police,
        entered_at=world.now - ago,
    )
    if state == AppealState.OPEN:
        appeal.save(force_insert=True)
        time_appeal(appeal)
        return
    appeal.answer = "经核查，当事人是被骗开卡，予以解除。"
    appeal.answered_at, appeal.answered_by = world.now - ANSWERED_AGO, police
    appeal.save(force_insert=True)
