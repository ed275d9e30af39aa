"""How long a county's labels take to be learnt, compared and looked over for new words.

The texts are made from the project's own writing, so this says nothing of how well.

    python -m bench.retraining
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from wuzha.detection.texts.comparing import compared
from wuzha.detection.texts.model import shipped
from wuzha.detection.texts.newwords import new_words
from wuzha.detection.texts.training import learnt
from wuzha.detection.texts.writing import written

SIZES = (100, 1_000, 10_000)
FILLINGS, SEED, LEAST = 20, 5, 3
HELD = 5
"""One in so many."""


def main(arguments: Sequence[str] | None = None) -> None:
    shipped()
    for size in SIZES:
        texts, fraud = labels(size)
        with timed(f"learning {size:,} labels"):
            model = learnt(texts, fraud)
        with timed(f"comparing on {size // HELD:,} texts and the own ones"):
            compared(shipped(), model, texts[::HELD], fraud[::HELD])
    now, before = texts[::2], texts[1::2]
    with timed(f"new words of {len(now):,} texts against {len(before):,}"):
        new_words(now, before, LEAST)


def labels(size: int) -> tuple[list[str], list[int]]:
    """No text twice: each has a number of its own at the end."""
    chance = Random(SEED)
    made: dict[str, int] = {}
    while len(made) < size:
        some = list(written(FILLINGS, chance.randrange(1 << 30)))
        chance.shuffle(some)
        for one in some:
            made[f"{one.text}（{chance.randrange(100_000)}）"] = one.fraud
    return list(made)[:size], list(made.values())[:size]


@contextmanager
def timed(what: str) -> Iterator[None]:
    begun, worked = time.perf_counter(), time.process_time()
    yield
    took, work = time.perf_counter() - begun, time.process_time() - worked
    print(f"{what:<52}{took:>8.1f} s, {work:.1f} s of a core")


if __name__ == "__main__":
    main()
