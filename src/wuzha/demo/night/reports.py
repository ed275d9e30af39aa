"""Somebody reports a fraud of whom nothing was known: entered by the police."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from wuzha.demo import names
from wuzha.demo.citizens import Citizen
from wuzha.demo.history.rings import BY_ITS_MULE, IN_A_RING, Ring
from wuzha.demo.night.deeds import Stage
from wuzha.demo.plots import Plot, plots
from wuzha.incidents.actions import IdentifierIn, PaymentIn, VictimIn, open_incident
from wuzha.incidents.models import PaymentChannel, ReportChannel
from wuzha.organisation.access import Role


@dataclass
class Reports:
    stage: Stage
    rings: list[Ring]

    def come_in(self, citizen: Citizen, random: Random) -> None:
        county = self.stage.county
        ring = Ring.drawn(random)
        if random.random() < IN_A_RING:
            ring = random.choice(self.rings)
        plot = plots().of(ring.fraud_class)
        stations = dict(zip((t.pk for t in county.towns), county.stations, strict=True))
        station = stations[citizen.village.parent_id or 0]
        text = random.choice(plot.told)
        open_incident(
            unit=station,
            place=citizen.grid,
            fraud_class=plot.fraud_class,
            victim=VictimIn(
                name=citizen.name,
                phone=citizen.phone,
                identity=citizen.identity,
                address=citizen.address,
                age_band=citizen.age_band,
                sex=citizen.sex,
                job=citizen.occupation,
            ),
            story=plots().filled(random, text, yuan=plot.yuan(random)),
            payments=list(self._payments(plot, ring, random)),
            identifiers=[
                IdentifierIn(kind=kind, value=value)
                for kind, value in ring.traces(random)
            ],
            reported_at=self.stage.now - timedelta(minutes=random.uniform(1, 6)),
            channel=random.choice((ReportChannel.CALL_110, ReportChannel.STATION)),
            by=county.holding(Role.STATION_POLICE, station)[-1],
        )

    def _payments(self, plot: Plot, ring: Ring, random: Random) -> Iterator[PaymentIn]:
        county = self.stage.county
        paid_at = self.stage.now - timedelta(minutes=random.uniform(15, 200))
        name, account = names.person_name(random), names.card(random)
        if random.random() < BY_ITS_MULE:
            name, account = ring.mule
        branches = [branch.name for branch in county.branches]
        banks = branches if random.random() < 0.5 else list(plots().banks)
        yield PaymentIn(
            payee_account=account,
            payee_name=name,
            payee_bank=random.choice(banks),
            amount_cents=plot.yuan(random) * 100,
            paid_at=paid_at,
            channel=PaymentChannel.MOBILE_BANK,
            payer_account=names.card(random),
            payer_bank=random.choice(branches),
        )
