"""How things stand when somebody opens the demo: each account finds something to do.

What waits for an account is begun by the others, so that it is still to be done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wuzha.demo import names
from wuzha.demo.citizens import Citizen
from wuzha.demo.history.cases import Case
from wuzha.demo.history.days import History
from wuzha.demo.history.files import File, Order
from wuzha.demo.history.orders import VAGUE
from wuzha.demo.history.rings import Ring
from wuzha.demo.history.told import Telling
from wuzha.demo.plots import plots
from wuzha.earlywarnings.states import Grade, Outcome, Stream, Way
from wuzha.incidents.models import FreezeTerm, PaymentChannel, ReportChannel
from wuzha.lib.periods import add_months
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

FREEZE_MONTHS, FREEZE_LEFT = 6, timedelta(days=5, hours=3)
JUST_PAID = "刚转完一笔，账号在手机里，马上上门。"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@dataclass
class Opening:
    history: History

    def __post_init__(self) -> None:
        self.world = self.history.world
        county = self.world.county
        self.now, self.root = self.world.now, county.root
        self.grid, self.station = county.grids[0], county.stations[0]
        self.branch = county.branches[0]
        self.worker = county.holding(Role.GRID_WORKER, self.grid)[0]
        # The first is the visitor's own account.
        self.visitor, *self.police = county.holding(Role.STATION_POLICE, self.station)
        self.officer = county.holding(Role.DUTY_OFFICER)[1]
        self.county_police = county.holding(Role.COUNTY_POLICE)[1]

    def begin(self) -> None:
        """Long before the rest: what was frozen then runs out now."""
        self._freeze_to_extend()

    def end(self) -> None:
        self._at_the_grid()
        self._at_the_station()
        self._in_triage()
        self._paid_before_the_meeting()
        self._at_the_bank()
        self._to_issue()
        self._to_renew()
        self._to_accept()

    # Warnings

    def _at_the_grid(self) -> None:
        self._case(6, Grade.MEDIUM)
        self._case(21, Grade.MEDIUM, stream=Stream.FUND)
        self._case(50, Grade.LOW)
        called = self._case(200, Grade.MEDIUM)
        called.sign(self._ago(190), self.worker)
        called.attempt(
            self._ago(160), self.worker, way=Way.PHONE.value, result="persuaded"
        )
        self._met_yesterday()

    def _met_yesterday(self) -> None:
        """Reviewed once the revisits are done; the first is due within the hour."""
        met = self._case(1500, Grade.MEDIUM)
        met.sign(self._ago(1492), self.worker)
        met.attempt(
            self._ago(1470), self.worker, way=Way.PHONE.value, result="persuaded"
        )
        telling = Telling(self.world.random, met.row["fraud_class"])
        told = telling.meeting("persuaded", self._ago(1395))
        met.meet(self._ago(1395), self.worker, **told | {"money_moved": False})
        met.feed_back(
            self._ago(1380),
            self.worker,
            outcome=Outcome.DISSUADED.value,
            opinion="已当面劝阻，本人卸载涉诈应用，未造成损失。",
        )

    def _at_the_station(self) -> None:
        self._case(1, Grade.HIGH, stream=Stream.FUND)
        doubting = self._case(25, Grade.HIGH)
        doubting.sign(self._ago(22), self.visitor)
        doubting.attempt(
            self._ago(14),
            self.visitor,
            way=Way.PHONE.value,
            result="doubts",
            note="口气犹豫，说对方是平台客服，已请家属先去。",
        )
        risen = self._case(120, Grade.MEDIUM, grid=self.world.county.grids[1])
        rise = risen.next_rise(self._ago(120))
        if rise is not None:
            risen.go_up(rise)

    def _in_triage(self) -> None:
        self._case(3, Grade.HIGH, is_vague=True)
        self._case(35, Grade.LOW, is_vague=True)

    def _case(
        self,
        ago: float,
        grade: Grade,
        *,
        stream: Stream = Stream.CONTACT,
        grid: Unit | None = None,
        is_vague: bool = False,
    ) -> Case:
        citizen = self.world.citizens.stranger(grid or self.grid)
        order = self.history.orders.order(
            citizen, self._ago(ago), grade=grade.value, stream=stream.value
        )
        code, address = citizen.grid.code, citizen.address
        if is_vague:
            code, address = "", VAGUE
        order |= {"place_code": code, "address": address}
        place = None if is_vague else citizen.grid
        case = Case.received(self.world, citizen, place, order)
        self.history.cases.append(case)
        return case

    # Money

    def _paid_before_the_meeting(self) -> None:
        """A whole path: warned as the money left, met, an incident, a stop."""
        by = self.police[0]
        case = self._case(125, Grade.HIGH, stream=Stream.FUND)
        case.sign(self._ago(121), by)
        way = Way.PHONE.value
        case.attempt(self._ago(115), by, way=way, result="paid", note=JUST_PAID)
        payment = self._payment(28_600, self._ago(110), at_home=True)
        told = Telling(self.world.random, case.row["fraud_class"]).paid(self._ago(84))
        case.meet(self._ago(84), by, **told | _told(payment))
        case.cheated(self._ago(84))
        row = self.history.money.row(
            case.citizen,
            self._ago(82),
            ReportChannel.DISSUASION.value,
            case.row["fraud_class"],
        )
        row |= {"warning_ref": case.number, "other_loss_cents": 0}
        file = File.entered(self.world, row, self.station, [payment], by)
        file.accept(self._ago(82), by, "incident.opened")
        case.join_incident(file.key, self._ago(82), by)
        self.history.files.append(file)
        self._stopped(file, 75, balance_cents=2_130_000)

    def _stopped(self, file: File, ago: float, *, balance_cents: int) -> Order:
        """Drafted so long ago, executed a quarter of an hour later."""
        order = self._draft(file, 0, ago, self.police[0])
        order.issue(self._ago(ago - 4), self.police[1], self.police[0])
        [_, teller, *_] = self.world.county.holding(Role.BANK_TELLER, self.branch)
        order.execute(self._ago(ago - 15), teller)
        told = {"handler": teller.name, "handler_phone": teller.phone}
        order.feed_back(
            self._ago(ago - 19), teller, balance_cents=balance_cents, **told
        )
        return order

    def _at_the_bank(self) -> None:
        """One waits for its execution, one for the balance."""
        first = self._file(26, self.station, self.police[0], yuan=(32_000, 18_600))
        self._draft(first, 0, 22, self.police[0])
        first.orders[0].issue(self._ago(3), self.police[1], self.police[0])
        self._draft(first, 1, 20, self.police[0])
        first.orders[1].issue(self._ago(17), self.police[1], self.police[0])
        [_, teller, *_] = self.world.county.holding(Role.BANK_TELLER, self.branch)
        first.orders[1].execute(self._ago(11), teller)

    def _to_issue(self) -> None:
        """At the station, and a large one at the county."""
        ours = self._file(9, self.station, self.police[0], yuan=(24_800,))
        self._draft(ours, 0, 4, self.officer)
        theirs = self._file(16, self.root, self.county_police, yuan=(560_000,))
        self._draft(theirs, 0, 6, self.officer, at_home=False)

    def _to_renew(self) -> None:
        """Stopped the day before yesterday: only hours are left."""
        self._held(hours=44.5, unit=self.station, by=self.police[0], yuan=46_000)
        self._held(hours=46.6, unit=self.root, by=self.county_police, yuan=128_000)

    def _held(self, *, hours: float, unit: Unit, by: Person, yuan: int) -> Order:
        ago = hours * 60
        file = self._file(ago + 40, unit, by, yuan=(yuan,))
        order = self._draft(file, 0, ago + 30, by, at_home=False)
        order.issue(self._ago(ago + 18), by, by)
        order.execute(self._ago(ago), by)
        told = {"handler": by.name, "handler_phone": by.phone}
        order.feed_back(self._ago(ago - 12), by, balance_cents=yuan * 100, **told)
        return order

    def _freeze_to_extend(self) -> None:
        ends = self.now + FREEZE_LEFT
        day = add_months(ends.date(), -FREEZE_MONTHS)
        begins = ends.replace(year=day.year, month=day.month, day=day.day)
        hours = (self.now - begins) / timedelta(hours=1)
        order = self._held(
            hours=hours + 30, unit=self.root, by=self.county_police, yuan=96_000
        )
        order.freeze(
            begins,
            self.county_police,
            queued=False,
            term=FreezeTerm.ORDINARY.value,
            amount_cents=9_600_000,
            **self.history.money.stops.paper(begins),
        )

    def _to_accept(self) -> None:
        """A school and a bank have reported; nobody has taken it up."""
        county = self.world.county
        school = county.schools[0]
        officer = county.holding(Role.UNIT_OFFICER, school)[0]
        self._report(11, ReportChannel.UNIT, school, officer)
        branch = county.branches[1]
        officer = county.holding(Role.BANK_OFFICER, branch)[0]
        self._report(5, ReportChannel.BANK, branch, officer)

    def _report(
        self, ago: float, channel: ReportChannel, reporting: Unit, by: Person
    ) -> None:
        at = self._ago(ago)
        row = self._row(self._citizen(), at) | {
            "channel": channel.value,
            "reporting_unit_id": reporting.pk,
        }
        payments = [self._payment(8_800, at, at_home=True)]
        file = File.entered(self.world, row, self.station, payments, by)
        file.record(at, "incident.reported", by, channel=channel.value)
        self.history.files.append(file)

    def _file(
        self, ago: float, unit: Unit, by: Person, *, yuan: tuple[int, ...]
    ) -> File:
        at = self._ago(ago)
        payments = [self._payment(one, at, at_home=True) for one in yuan]
        row = self._row(self._citizen(), at - minutes(6)) | {"entered_at": at}
        file = File.entered(self.world, row, unit, payments, by)
        file.accept(at, by, "incident.opened")
        for kind, value in Ring.drawn(self.world.random).traces(self.world.random):
            file.identify(kind, value)
        self.history.files.append(file)
        return file

    def _draft(
        self, file: File, place: int, ago: float, by: Person, *, at_home: bool = True
    ) -> Order:
        payment = file.payments[place]
        if not at_home:
            payment["payee_bank"] = plots().banks[0]
        account = {
            "account": payment["payee_account"],
            "account_name": payment["payee_name"],
            "amount_cents": payment["amount_cents"],
            "requested_cents": payment["amount_cents"],
            "transferred_at": payment["paid_at"],
            "bank_name": payment["payee_bank"],
        }
        order = file.draft(account, self._ago(ago), by)
        order.bank = self.history.money.stops.branch(payment["payee_bank"])
        return order

    def _payment(self, yuan: int, at: datetime, *, at_home: bool) -> dict[str, Any]:
        random = self.world.random
        return {
            "payee_name": names.person_name(random),
            "payee_account": names.card(random),
            "payee_bank": self.branch.name if at_home else plots().banks[0],
            "amount_cents": yuan * 100,
            "paid_at": at - minutes(random.uniform(15, 50)),
            "channel": PaymentChannel.MOBILE_BANK.value,
            "payer_account": names.card(random),
            "payer_bank": self.world.county.branches[-1].name,
        }

    def _row(self, citizen: Citizen, reported: datetime) -> dict[str, Any]:
        row = self.history.money.row(
            citizen, reported, ReportChannel.STATION.value, self._class()
        )
        return row | {"entered_at": reported, "other_loss_cents": 0}

    def _class(self) -> str:
        return self.world.random.choice(taxonomy().classes[:5]).code

    def _citizen(self) -> Citizen:
        return self.world.citizens.stranger(self.world.county.grids[2])

    def _ago(self, number: float) -> datetime:
        return self.now - minutes(number)


def _told(payment: dict[str, Any]) -> dict[str, Any]:
    """The same payment as the meeting keeps it."""
    kept = {
        "payee_name": payment["payee_name"],
        "account": payment["payee_account"],
        "amount_cents": payment["amount_cents"],
        "paid_at": payment["paid_at"].isoformat(timespec="seconds"),
    }
    return {"payments": [kept], "moved_cents": payment["amount_cents"]}
