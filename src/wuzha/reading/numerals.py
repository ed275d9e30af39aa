"""Numbers as plans write them: 12, 十二, 二〇二二, 两, 百分之九十."""

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
DIGITS |= {"〇": 0, "○": 0, "两": 2, "俩": 2, "Ο": 0}
UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}


def number(text: str) -> float | None:
    """The value, or None if this is no number; 万 and 亿 may follow digits."""
    factor = 1
    while text and text[-1] in LARGE:
        factor *= LARGE[text[-1]]
        text = text[:-1]
    value = _arabic(text)
    if value is None:
        value = _han(text)
    return None if value is None else value * factor


def whole(text: str) -> int | None:
    value = number(text)
    return int(value) if value is not None and value == int(value) else None


def _arabic(text: str) -> float | None:
    plain = text.replace(",", "")
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    return float(plain)


def _han(text: str) -> float | None:
    if not text or any(
        c not in DIGITS and c not in UNITS and c not in LARGE for c in text
    ):
        return None
    if not any(char in UNITS or char in LARGE for char in text):
        return float("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in UNITS:
            section += (digit or 1) * UNITS[char]
            digit = 0
        else:
            total += (section + digit) * LARGE[char]
            section = digit = 0
    return float(total + section + digit)
