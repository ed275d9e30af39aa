"""How an incident goes: who reports it and how, the money that left, its closing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from wuzha.demo import names
from wuzha.demo.citizens import Citizen
from wuzha.demo.history.courses import Loss
from wuzha.demo.history.files import File
from wuzha.demo.history.rings import BY_ITS_MULE, IN_A_RING, Ring, rings
from wuzha.demo.history.stops import Stops
from wuzha.demo.history.world import NotYet, World
from wuzha.demo.plots import Plot, plots
from wuzha.incidents.models import (
    Answer,
    IdentifierKind,
    PaymentChannel,
    ReportChannel,
)
from wuzha.incidents.states import StopState
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

BIG_CENTS = 50_000_000
# How reports come, with shares of a hundred.
CHANNELS = {
    ReportChannel.CALL_110: 42,
    ReportChannel.STATION: 38,
    ReportChannel.CALL_96110: 10,
    ReportChannel.BANK: 6,
    ReportChannel.GRID: 4,
}
# Through what people pay.
WAYS_TO_PAY = (
    *(PaymentChannel.MOBILE_BANK, PaymentChannel.MOBILE_BANK),
    *(PaymentChannel.ONLINE_BANK, PaymentChannel.WALLET, PaymentChannel.QR),
)
AT_A_BRANCH_HERE, AT_THE_FIRST = 0.5, 0.06
MISSED = (
    "受害人此前没有收到任何预警，诈骗软件由扫码下载。",
    "预警已分派，网格员联系时受害人未接听，未及时上门。",
    "柜面询问流于形式，受害人称付货款即予放行。",
    "家属当天已察觉异常，没有向社区反映。",
    "受害人收到劝阻短信后未重视，继续联系对方。",
)
BETTER = (
    "对同类预警先打家属电话，十五分钟内上门。",
    "网点对首次收款人大额转账逐笔问清用途。",
    "在村群和厂区开展针对性宣传。",
    "",
)
DISMISSED = 0.12
# In days, until a case is closed.
INVESTIGATED, NOTHING_TO_STOP = (6, 80), (0.3, 1.4)
NOT_ACCEPTED = ("民间借贷纠纷，已告知向法院起诉。", "与已受理的案件重复。")


@dataclass
class Money:
    """Makes files of losses and of reports, and takes each as far as the history."""

    world: World
    rings: list[Ring] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = self.world.random
        self.rings = self.rings or rings(self.random)
        shared = frozenset(ring.mule[1] for ring in self.rings)
        self.stops = Stops(self.world, shared)

    def of_loss(self, loss: Loss) -> File:
        """Somebody who had been warned: the dissuasion and the file name each other."""
        case, citizen = loss.case, loss.case.citizen
        unit = self.world.station_of(citizen.village)
        row = self.row(citizen, loss.at, loss.channel, case.row["fraud_class"])
        row["warning_ref"] = case.number if loss.is_told_at_the_door else ""
        by = self.world.police(unit)
        payments = [self._payment(one) for one in loss.payments]
        file = self._entered(row, unit, payments, by, Ring.drawn(self.random))
        who = by if loss.is_told_at_the_door else self.world.clockwork
        case.join_incident(file.key, row["entered_at"], who)
        met = Answer.YES if case.row.get("met_in_time") else Answer.NO
        self._go(file, by, had_warning=Answer.YES.value, met_in_time=met.value)
        return file

    def of_report(self, citizen: Citizen, at: datetime) -> File:
        """Somebody whom nobody had warned."""
        random = self.random
        ring = Ring.drawn(random)
        if random.random() < IN_A_RING:
            ring = random.choice(self.rings)
        plot = plots().of(ring.fraud_class)
        channel = random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        row = self.row(citizen, at, channel, plot.fraud_class)
        payments = [self._payment(one) for one in self._paid(plot, at, ring)]
        unit = self._unit(citizen, payments)
        by = self._reporter(row, unit, channel)
        file = self._entered(row, unit, payments, by, ring)
        self._go(file, by, had_warning=Answer.NO.value, met_in_time="")
        return file

    # What the file begins with

    def row(
        self, citizen: Citizen, at: datetime, channel: str, fraud_class: str
    ) -> dict[str, Any]:
        random, plot = self.random, plots().of(fraud_class)
        subtypes = taxonomy().fraud_class(fraud_class).subtypes
        text = random.choice(plot.told)
        other = plot.yuan(random) * 100 if random.random() < 0.05 else 0
        entered = at
        if channel != ReportChannel.DISSUASION:
            entered += timedelta(minutes=random.lognormvariate(1.9, 0.6))
        return {
            "place_id": citizen.grid.pk,
            "fraud_class": fraud_class,
            "fraud_subtype": random.choice(subtypes).code if subtypes else "",
            "class_list_version": taxonomy().version,
            "victim_name": citizen.name,
            "victim_phone": citizen.phone,
            "victim_identity": citizen.identity,
            "victim_address": citizen.address,
            "victim_age_band": citizen.age_band,
            "victim_sex": citizen.sex,
            "victim_job": citizen.occupation,
            "story": plots().filled(random, text, yuan=plot.yuan(random)),
            "other_loss_cents": other,
            "money_out_form": "cash_handed_over" if other else "bank_transfer",
            "reported_at": at,
            "entered_at": min(entered, self.world.now),
            "channel": channel,
        }

    def _paid(self, plot: Plot, at: datetime, ring: Ring) -> Iterator[dict[str, Any]]:
        """As a meeting would keep it."""
        hours = self.random.lognormvariate(0.4, 1.2)
        paid_at = at - timedelta(hours=min(hours, 200))
        for turn in range(self.random.choices((1, 2, 3, 5), (58, 26, 12, 4))[0]):
            name, account = names.person_name(self.random), names.card(self.random)
            if turn == 0 and self.random.random() < BY_ITS_MULE:
                name, account = ring.mule
            yield {
                "payee_name": name,
                "account": account,
                "amount_cents": plot.yuan(self.random) * 100,
                "paid_at": paid_at.isoformat(),
            }
            paid_at = min(at, paid_at + timedelta(minutes=self.random.uniform(2, 25)))

    def _payment(self, told: dict[str, Any]) -> dict[str, Any]:
        """The columns of a payment, of one that was told."""
        random, branches = self.random, self.world.county.branches
        drawn = random.random()
        bank = random.choice(plots().banks)
        if drawn < AT_THE_FIRST:
            bank = branches[0].name
        elif drawn < AT_A_BRANCH_HERE:
            bank = random.choice(branches).name
        return {
            "payee_name": told["payee_name"],
            "payee_account": told["account"],
            "payee_bank": bank,
            "amount_cents": told["amount_cents"],
            "paid_at": parse_datetime(told["paid_at"]),
            "channel": random.choice(WAYS_TO_PAY).value,
            "payer_account": names.card(random),
            "payer_bank": random.choice(branches).name,
        }

    def _unit(self, citizen: Citizen, payments: list[dict[str, Any]]) -> Unit:
        """The county takes the big ones itself."""
        big = sum(one["amount_cents"] for one in payments) >= BIG_CENTS
        return self.world.root if big else self.world.station_of(citizen.village)

    def _reporter(self, row: dict[str, Any], unit: Unit, channel: str) -> Person:
        county = self.world.county
        if channel == ReportChannel.BANK:
            branch = self.random.choice(county.branches)
            row["reporting_unit_id"] = branch.pk
            return county.holding(Role.BANK_OFFICER, branch)[0]
        if channel == ReportChannel.GRID:
            row["reporting_unit_id"] = row["place_id"]
            return county.people[row["place_id"]][Role.GRID_WORKER][0]
        return self.world.police(unit)

    def _entered(
        self,
        row: dict[str, Any],
        unit: Unit,
        payments: list[dict[str, Any]],
        by: Person,
        ring: Ring,
    ) -> File:
        file = File.entered(self.world, row, unit, payments, by)
        for kind, value in ring.traces(self.random):
            file.identify(kind, value)
        if payments and self.random.random() < 0.3:
            file.identify(IdentifierKind.ACCOUNT.value, payments[0]["payee_account"])
        return file

    # How it goes on

    def _go(self, file: File, by: Person, **warned: str) -> None:
        try:
            at = self._taken_up(file, by)
            if at is not None:
                self.stops.of_file(file, at)
                self._closed(file, **warned)
        except NotYet:
            return

    def _taken_up(self, file: File, by: Person) -> datetime | None:
        """At once by the police themselves; of others' reports not all are taken."""
        at: datetime = file.row["entered_at"]
        if by in self.world.polices(file.unit):
            file.accept(at, by, "incident.opened")
            return at
        file.record(at, "incident.reported", by, channel=str(file.row["channel"]))
        minutes = self.random.lognormvariate(2, 0.8)
        at = self.world.reached(at + timedelta(minutes=minutes))
        officer = self.world.police(file.unit)
        if self.random.random() < DISMISSED:
            file.dismiss(at, officer, self.random.choice(NOT_ACCEPTED))
            return None
        file.accept(at, officer)
        return at

    def _closed(self, file: File, **warned: str) -> None:
        """After some weeks, or soon where nothing is left to stop; with its review."""
        random = self.random
        days = random.uniform(*(INVESTIGATED if file.orders else NOTHING_TO_STOP))
        span = timedelta(days=days)
        at = self.world.reached(file.row["entered_at"] + span)
        waits = (StopState.DRAFTED, StopState.ISSUED)
        if any(order.row["state"] in waits for order in file.orders):
            return
        by = self.world.police(file.unit)
        file.review(
            at - span * random.uniform(0.02, 0.2),
            by,
            was_reached=random.choice(list(Answer)).value,
            bank_asked=random.choice(list(Answer)).value,
            missed=random.choice(MISSED),
            improvement=random.choice(BETTER),
            **warned,
        )
        file.close(at, by)
