"""What every check answers, and the tidying that comes before every check."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from wuzha.lib.words import N_, Sentence

Typed = str | int | float
"""A code as it arrives: typed, or as a spreadsheet cell gives it."""

SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d{1,3}")
SPREADSHEET_DIGITS = 15


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """`value` is in normal form even when there is a problem, for showing it again."""

    value: str
    problem: Sentence | None = None
    severity: Severity | None = None

    @property
    def ok(self) -> bool:
        """May be kept: no problem, or one that only warns."""
        return self.severity is not Severity.ERROR


def error(value: str, template: str, /, **facts: object) -> Checked:
    sentence = Sentence(template, **facts)
    return Checked(value=value, problem=sentence, severity=Severity.ERROR)


def warning(value: str, template: str, /, **facts: object) -> Checked:
    sentence = Sentence(template, **facts)
    return Checked(value=value, problem=sentence, severity=Severity.WARNING)


def folded(typed: Typed) -> str:
    """Plain digits and half width, without spaces and invisible characters."""
    if isinstance(typed, float):
        typed = str(int(typed)) if typed.is_integer() else repr(typed)
    text = unicodedata.normalize("NFKC", str(typed))
    kept = "".join(_plain(c) for c in text if not _is_invisible(c))
    return re.sub(r"^(\d+)\.0+$", r"\1", kept)


def tidied(typed: Typed) -> str:
    """Folded, and upper case without hyphens and the apostrophes of spreadsheets."""
    text = folded(typed).upper()
    return "".join(c for c in text if unicodedata.category(c) != "Pd" and c not in "'`")


def unreadable(typed: Typed, value: str) -> Checked | None:
    """The error for an empty cell, or for one whose digits a spreadsheet has lost."""
    if not value:
        return error(value, N_("没有填写，请补上。"))
    if SCIENTIFIC.fullmatch(value) or _is_rounded(typed):
        return error(
            value,
            N_(
                "表格把这个号码当成了数字，后面的位数已经丢失（{value}）。"
                "请把这一列设为“文本”格式，按原件重新填写。"
            ),
            value=value,
        )
    return None


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}


def _plain(character: str) -> str:
    """Digits of any script as 0 to 9; all else as it is."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _is_rounded(typed: Typed) -> bool:
    """True for a number too long for a spreadsheet cell, which holds 15 digits."""
    return isinstance(typed, float) and abs(typed) >= 10**SPREADSHEET_DIGITS
