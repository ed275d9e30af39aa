"""Numbers written the way that a numbering format of Word asks for.

The names are those of ECMA-376, 17.18.59. What is outside a format's reach is written
in plain digits, as Word does.
"""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FORMAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# Beyond this a counter is a mistake, and words for it would only grow long.
_LARGEST = 9999


def numeral(number: int, name: str) -> str:
    """`number` in the format; an empty string for a format that shows none."""
    if name in {"none", "bullet"}:
        return ""
    write = _FORMATS.get(name)
    if write is None or not 0 <= number <= _LARGEST:
        return str(number)
    return write(number) or str(number)


def _counted(digits: str, units: str, number: int, *, bare_ten: bool) -> str:
    """Counted in words: 一百零一; `bare_ten` writes 十二 and not 一十二."""
    written = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += (digits[0] if gap else "") + digits[digit] + units[place].strip()
        gap = False
    if bare_ten and 10 <= number < 20:
        return written[1:]
    return written or digits[0]


def _chinese(number: int) -> str:
    return _counted("零" + _DIGITS[1:], " 十百千", number, bare_ten=True)


def _formal(digits: str) -> Callable[[int], str]:
    return lambda number: _counted(digits, " 拾佰仟", number, bare_ten=False)


def _chinese_short(number: int) -> str:
    """Counted up to ninety-nine, digit by digit from there."""
    return _chinese(number) if number < 100 else _digits(number)


def _japanese(number: int) -> str:
    """Neither a bare 一 before 十, 百, 千 nor a zero in between."""
    written = ""
    for place, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**place % 10
        if digit:
            written += ("" if digit == 1 and unit else _DIGITS[digit]) + unit
    return written or "〇"


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    """a … z, then aa, bb, as Word counts."""
    if number < 1:
        return ""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


def _run_of(first: str, count: int) -> Callable[[int], str]:
    """Signs that stand in a row, such as ① to ⑳."""
    return _one_of("".join(chr(ord(first) + place) for place in range(count)))


def _circled(number: int) -> str:
    for first, begins, ends in (("①", 1, 20), ("㉑", 21, 35), ("㊱", 36, 50)):
        if begins <= number <= ends:
            return chr(ord(first) + number - begins)
    return ""


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _sexagenary(number: int) -> str:
    place = (number - 1) % 60
    return _STEMS[place % 10] + _BRANCHES[place % 12]


def _ordinal(number: int) -> str:
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _run_of("⒈", 20),
    "decimalEnclosedParen": _run_of("⑴", 20),
    "numberInDash": "- {} -".format,
    "ordinal": _ordinal,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _chinese_short,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _formal(_FORMAL_SIMPLIFIED),
    "taiwaneseCounting": _chinese_short,
    "taiwaneseCountingThousand": _chinese,
    "taiwaneseDigital": _digits,
    "ideographDigital": _digits,
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographLegalTraditional": _formal(_FORMAL_TRADITIONAL),
    "ideographEnclosedCircle": _run_of("㊀", 10),
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digits,
    "japaneseLegal": _formal("〇壱弐参四伍六七八九"),
    "koreanDigital2": _digits,
}
