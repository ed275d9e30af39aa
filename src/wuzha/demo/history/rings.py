"""Gangs behind several incidents: known by the phones, links and accounts they use."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from wuzha.demo import names
from wuzha.demo.plots import caller, chat, plots, site
from wuzha.incidents.models import IdentifierKind

RINGS = 14
IN_A_RING = 0.4
BY_ITS_MULE = 0.6


@dataclass(frozen=True)
class Ring:
    """`mule` is the name and the number of an account that it collects in."""

    fraud_class: str
    phone: str
    link: str
    chat: str
    app: str
    mule: tuple[str, str]

    @classmethod
    def drawn(cls, random: Random) -> "Ring":
        return cls(
            fraud_class=plots().draw(random).fraud_class,
            phone=caller(random),
            link=site(random),
            chat=chat(random),
            app=random.choice(plots().apps),
            mule=(names.person_name(random), names.card(random)),
        )

    def traces(self, random: Random) -> Iterator[tuple[str, str]]:
        """What one of its victims still knows of it: kind and value."""
        left = (
            (IdentifierKind.PHONE, self.phone),
            (IdentifierKind.LINK, self.link),
            (IdentifierKind.CHAT, self.chat),
            (IdentifierKind.APP, self.app),
        )
        for kind, value in random.sample(left, random.randint(1, 3)):
            yield kind.value, value


def rings(random: Random) -> list[Ring]:
    return [Ring.drawn(random) for _ in range(RINGS)]
