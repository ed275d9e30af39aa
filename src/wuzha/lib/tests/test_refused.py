import pytest

from wuzha.lib.refused import Conflict, MissingTable, NotAllowed, Refused
from wuzha.lib.words import Sentence


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Refused, 409), (NotAllowed, 403), (Conflict, 409), (MissingTable, 409)],
)
def test_every_refusal_is_of_one_family_and_has_a_status(
    kind: type[Refused], status: int
) -> None:
    with pytest.raises(Refused) as refusal:
        raise kind("不能办理。")
    assert refusal.value.status == status


def test_a_refusal_reads_as_its_sentence_and_can_be_translated() -> None:
    refusal = Refused("{count}条待办未完成。", count=2)
    assert str(refusal) == "2条待办未完成。"
    assert refusal.sentence.said(lambda _: "{count} open items.") == "2 open items."


def test_a_ready_sentence_keeps_its_facts() -> None:
    refusal = Refused(Sentence("{count}条", count=1))
    assert refusal.sentence.facts == {"count": 1}
