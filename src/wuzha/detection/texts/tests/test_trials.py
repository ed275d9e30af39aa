"""The trials: scams in disguise, and what honest senders write."""

import pytest

from wuzha.detection.texts.verdicts import SCAM, screen_many
from wuzha.detection.texts.writing import trial

DISGUISES = trial("disguised")
SENDERS = trial("innocent_senders")
MOST_LOST, MOST_ALARMS = 0.10, 0.02


def called_scams(texts: list[str]) -> float:
    verdicts = screen_many(texts)
    return sum(one.verdict == SCAM for one in verdicts) / len(verdicts)


@pytest.mark.parametrize("disguise", sorted(DISGUISES.keys() - {"clean"}))
def test_a_disguise_hides_at_most_one_scam_in_ten(disguise: str) -> None:
    clean, hidden = (called_scams(DISGUISES[name]) for name in ("clean", disguise))
    assert hidden >= clean - MOST_LOST - 1e-9


@pytest.mark.parametrize("sender", sorted(SENDERS))
def test_no_kind_of_honest_sender_is_often_called_a_scam(sender: str) -> None:
    assert called_scams(SENDERS[sender]) <= MOST_ALARMS
