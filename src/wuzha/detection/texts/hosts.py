"""How much a host looks like those of phishing: the words of its name, not its fame.

Learnt from addresses that were reported and from honest hosts of the project's making,
so that it answers for names nobody has listed yet.
"""

import random
from dataclasses import dataclass
from functools import cache, lru_cache

from wuzha.detection.texts.lexicon import SCREENING
from wuzha.detection.texts.model import LENGTHS, Features, Model, features, opened
from wuzha.lib.datafiles import load

MOST_KEPT = 4096
FRONTED = 0.7
"""Share of honest hosts that begin with www or the like."""


@dataclass(frozen=True)
class HostParts:
    syllables: str
    words: str
    endings: tuple[str, ...]
    fronts: tuple[str, ...]


@cache
def hosts_model() -> Model:
    return opened(SCREENING / "hosts.npz")


@lru_cache(MOST_KEPT)
def strangeness(host: str) -> float:
    """Log-odds of phishing beside honest hosts."""
    return float(hosts_model().shipped.log_odds(host_features((host,)))[0])


def host_features(hosts: tuple[str, ...]) -> Features:
    return features([f"^{host}$" for host in hosts], LENGTHS)


def honest_hosts(count: int, seed: int) -> list[str]:
    """Made up, always the same for one seed."""
    chance = random.Random(seed)  # noqa: S311
    parts = load(HostParts, SCREENING / "writing" / "hosts.toml")
    made = {_host(parts, chance) for _ in range(count)}
    return sorted(made)


def _host(parts: HostParts, chance: random.Random) -> str:
    words, syllables = parts.words.split(), parts.syllables.split()
    names = (
        "".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4)))),
        "".join(
            chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.choice((2, 3, 4)))
        ),
        chance.choice(words),
        "".join(chance.choices(words, k=2)),
        "-".join(chance.choices(words, k=2)),
        chance.choice(words)
        + str(chance.choice((1, 2, 5, 8, 24, 51, 58, 99, 360, 365))),
    )
    (name,) = chance.choices(names, (7, 3, 2, 6, 1, 1))
    front = f"{chance.choice(parts.fronts)}." if chance.random() < FRONTED else ""
    return f"{front}{name}.{chance.choice(parts.endings)}"
