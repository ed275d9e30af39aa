"""What frauds look like here: texts of clues and stories, sums, kinds by share."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from wuzha.demo.names import phone
from wuzha.lib.datafiles import load
from wuzha.lib.taxonomy import taxonomy

FILE = Path(__file__).with_name("plots.toml")
# Of a thousand; the sample that the shares are of leaves out what has no class.
UNCLASSED = 20
ROUND = 100


@dataclass(frozen=True)
class Plot:
    """How one class of fraud appears from outside, at the bank, and at the door."""

    fraud_class: str
    signals: tuple[str, ...]
    amounts: tuple[int, int]
    contact: tuple[str, ...]
    fund: tuple[str, ...]
    told: tuple[str, ...]

    def yuan(self, random: Random) -> int:
        """Most sums are small, a few are large; people pay round sums."""
        least, most = self.amounts
        share = random.random() ** 3
        return max(least, int(least + share * (most - least)) // ROUND * ROUND)


@dataclass(frozen=True)
class Plots:
    apps: tuple[str, ...]
    groups: tuple[str, ...]
    banks: tuple[str, ...]
    roads: tuple[str, ...]
    plots: tuple[Plot, ...]

    def of(self, fraud_class: str) -> Plot:
        return _by_class()[fraud_class]

    def draw(self, random: Random) -> Plot:
        return random.choices(self.plots, _weights())[0]

    def filled(self, random: Random, text: str, *, yuan: int) -> str:
        return text.format(
            app=random.choice(self.apps),
            site=site(random),
            group=random.choice(self.groups),
            bank=random.choice(self.banks),
            minutes=random.randint(3, 55),
            times=random.randint(2, 6),
            yuan=f"{yuan:,}",
        )


@cache
def plots() -> Plots:
    return load(Plots, FILE)


def site(random: Random) -> str:
    """Under a name that is set aside for examples and leads nowhere."""
    word = "".join(random.choices("bcdfghjklmnpqrstvwxyz", k=5))
    return f"{word}{random.randint(1, 99)}.example"


def chat(random: Random) -> str:
    return "wx_" + "".join(random.choices("abcdefghjkmnpqrstuvwxyz23456789", k=8))


def caller(random: Random) -> str:
    """Of the fraud: a number that nobody has."""
    return phone(random)


@cache
def _by_class() -> dict[str, Plot]:
    return {plot.fraud_class: plot for plot in plots().plots}


@cache
def _weights() -> list[int]:
    shares = {one.code: one.share_permille for one in taxonomy().classes}
    return [shares[plot.fraud_class] or UNCLASSED for plot in plots().plots]
