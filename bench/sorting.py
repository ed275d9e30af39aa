"""Of which class a scam is: how often what the signs vote for, and how it is worded,
agree with those who told its kind.

Penalty and bound were chosen on own lines held out; `trials/stories` and the texts of
the second source were scored once it was closed.

    python -m bench sorting
"""

from collections.abc import Sequence
from zlib import crc32

from bench.screening import unlike
from bench.texts import Rows, rows, sources, texts
from tools.train_screening import CLASS_TIMES, SEED
from wuzha.detection.texts.classes import (
    NO_WORDING,
    Classes,
    best_of,
    shipped_classes,
)
from wuzha.detection.texts.comparing import share
from wuzha.detection.texts.stories import sorted_story, story_votes
from wuzha.detection.texts.training import classes_model
from wuzha.detection.texts.verdicts import SCAM, Read, read, screen_many, votes
from wuzha.detection.texts.writing import classed, trial

QUARTERS = 4
KINDS = {
    "task_rebate": "F01",
    "customer_service": "F02",
    "客服诈骗": "F02",
    "投资诈骗": "F03",
    "loan": "F04",
    "impersonating_authority": "F07",
    "leader_or_acquaintance": "F08",
    "game_trade": "F09",
    "romance": "F10",
    "绑架诈骗": "F12",
    "彩票诈骗": "F12",
}
"""Kinds of the sources that are one class here. Their loans and services hold credit
scams (F05) too: how many are called so is printed beside."""


def main(arguments: Sequence[str] | None = None) -> None:
    folder = sources(arguments, __doc__)
    own_held_out()
    stories()
    if folder is None:
        return
    five, eight = (rows(folder / f"tft{n}_train.jsonl.gz") for n in (5, 8))
    agreement("calls", rows(folder / "calls_train.jsonl.gz"))
    agreement("tft5", five)
    agreement("tft8, unlike tft5", unlike(eight, five))


def own_held_out() -> None:
    """A quarter of the lines at a time, told by what the others taught."""
    told = list(classed(CLASS_TIMES, SEED))
    part = [crc32(one.group.encode()) % QUARTERS for one in told]
    for name in ("scams", "stories"):
        by_signs, by_both, truth = [], [], []
        for quarter in range(QUARTERS):
            taught = [one for one, at in zip(told, part, strict=True) if at != quarter]
            model = classes_model(taught, "bench")
            held = [
                one
                for one, at in zip(told, part, strict=True)
                if at == quarter and one.group.startswith(name)
            ]
            reads = [read(one.text) for one in held]
            truth += [one.code for one in held]
            by_signs += [best_of(votes(one), NO_WORDING)[0] for one in reads]
            by_both += _said(reads, model)
        _figures(f"own {name} held out", truth, by_signs, by_both)


def stories() -> None:
    told = [(text, code) for code, some in trial("stories").items() for text in some]
    by_signs = [_story_by_signs(text) for text, _ in told]
    by_both = [sorted_story(text).fraud_class for text, _ in told]
    _figures("stories of the trial", [code for _, code in told], by_signs, by_both)


def _story_by_signs(text: str) -> str:
    return best_of(story_votes(read(text)), NO_WORDING)[0]


def agreement(name: str, told: Rows) -> None:
    """Of what is called a scam, as the class stands on the verdict then."""
    known = [row for row in told if str(row["label"]) in KINDS]
    scams = [
        (str(row["text"]), str(row["label"]))
        for row, one in zip(known, screen_many(texts(known)), strict=True)
        if one.verdict == SCAM
    ]
    reads = [read(text) for text, _ in scams]
    truth = [KINDS[label] for _, label in scams]
    by_signs = [best_of(votes(one), NO_WORDING)[0] for one in reads]
    by_both = _said(reads, shipped_classes())
    _figures(name, truth, by_signs, by_both)
    for label in sorted({label for _, label in scams}):
        here = [at for at, (_, one) in enumerate(scams) if one == label]
        signs, both = (
            sum(said[at] == truth[at] for at in here) / len(here)
            for said in (by_signs, by_both)
        )
        credit = sum(by_both[at] == "F05" for at in here) / len(here)
        of = f"{len(here):>6}  signs {signs:.3f}  with wording {both:.3f}"
        print(f"    {label:<26}{of}  called F05 {credit:.3f}")


def _said(reads: Sequence[Read], model: Classes) -> list[str]:
    wording = model.wording([one.normal.text for one in reads])
    return [best_of(votes(o), w)[0] for o, w in zip(reads, wording, strict=True)]


def _figures(
    name: str, truth: list[str], by_signs: list[str], by_both: list[str]
) -> None:
    signs, both = _recall(truth, by_signs), _recall(truth, by_both)
    print(f"  {name}, {len(truth)}: signs {signs:.3f}, with wording {both:.3f}")


def _recall(truth: list[str], said: list[str]) -> float:
    """The mean over the classes of the share told rightly."""
    pairs = list(zip(truth, said, strict=True))
    shares = [
        share([one == code for known, one in pairs if known == code])
        for code in sorted(set(truth))
    ]
    return sum(shares) / len(shares)


if __name__ == "__main__":
    main()
