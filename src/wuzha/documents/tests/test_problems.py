"""A problem is kept as JSON and said later, in the language of whoever reads it."""

from wuzha.documents.problems import RowProblem
from wuzha.lib.words import Sentence


def test_a_kept_problem_can_still_be_said_in_another_language() -> None:
    english = {"、": ", ", "请改为：{labels}。": "Use one of {labels}.", "高": "high"}
    sentence = Sentence("请改为：{labels}。", labels=(Sentence("高"), "A1"))
    kept = RowProblem.unpacked(RowProblem(3, "等级", sentence).packed())
    assert kept.sentence == "请改为：高、A1。"
    said = kept.sentence.said(lambda text: english.get(text, text))
    assert said == "Use one of high, A1."
