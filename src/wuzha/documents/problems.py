"""What is wrong with a row, said to whoever uploaded it."""

from dataclasses import dataclass
from typing import Any, Self

from wuzha.lib.words import Sentence


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`row` is the number that the spreadsheet shows; `column` the title in the file,
    empty for the row as a whole. The sentence says what is wrong and what to do."""

    row: int
    column: str
    sentence: Sentence
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"“{self.column}”" if self.column else ""
        return f"第 {self.row} 行{place}：{self.sentence}"

    def packed(self) -> dict[str, Any]:
        """As JSON; the sentence keeps its template, to be said in another language."""
        return {
            "row": self.row,
            "column": self.column,
            "is_warning": self.is_warning,
            "sentence": packed_sentence(self.sentence),
        }

    @classmethod
    def unpacked(cls, raw: dict[str, Any]) -> Self:
        return cls(
            raw["row"],
            raw["column"],
            unpacked_sentence(raw["sentence"]),
            raw["is_warning"],
        )


def packed_sentence(sentence: Sentence) -> dict[str, Any]:
    facts = {name: _packed(fact) for name, fact in sentence.facts.items()}
    return {"template": sentence.template, "facts": facts}


def unpacked_sentence(raw: dict[str, Any]) -> Sentence:
    facts = {name: _unpacked(fact) for name, fact in raw["facts"].items()}
    return Sentence(raw["template"], **facts)


def _packed(fact: object) -> Any:
    if isinstance(fact, Sentence):
        return packed_sentence(fact)
    return [_packed(one) for one in fact] if isinstance(fact, tuple) else str(fact)


def _unpacked(fact: Any) -> object:
    if isinstance(fact, dict):
        return unpacked_sentence(fact)
    return tuple(map(_unpacked, fact)) if isinstance(fact, list) else fact
