"""How personal data is shown by default. The full value is one deed away, and recorded.

No national pattern binds; these are the usual ones. A value too short for its pattern
is hidden whole: masking never shows what it cannot be sure of.
"""

import re

STAR = "*"
STARS = STAR * 4
PLACE_ENDS = re.compile(
    r".*?(?:村民委员会|居民委员会|村委会|居委会|社区|小区|新村|花园|公寓|家园|村)"
)
TOWN_ENDS = re.compile(r".*?(?:街道|镇|乡)")
LONG_NUMBER = re.compile(
    r"(?<![\dA-Za-z])\+?(?:\d[ \-]?){6,}[\dXx](?![\dA-Za-z]|\.\d|元|万|亿)"
)
DATE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}(?: \d{1,2})?")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


def name(text: str) -> str:
    """张三丰 → 张**; a single character is hidden."""
    return text[0] + STAR * (len(text) - 1) if len(text) > 1 else STAR * len(text)


def identity_number(text: str) -> str:
    """110105********002X; the birth date is hidden."""
    return text[:6] + STAR * 8 + text[-4:] if len(text) == 18 else STAR * len(text)


def identity_number_strictly(text: str) -> str:
    """1****************X, for anything that leaves the house."""
    return text[0] + STAR * 16 + text[-1] if len(text) == 18 else STAR * len(text)


def phone(text: str) -> str:
    """138****8000; service numbers stay whole; others show their last 4 at most."""
    if re.fullmatch(r"1\d{10}", text):
        return text[:3] + STARS + text[-4:]
    return text if len(text) <= 5 else STARS + text[-min(4, len(text) - 5) :]


def bank_account(text: str) -> str:
    """Only the last 4: ****0123; of a short one, which no bank card has, the last 2."""
    shown = 4 if len(text) >= 8 else 2
    return STARS + text[-shown:] if len(text) >= 5 else STARS


def bank_account_for_bank(text: str) -> str:
    """The first 6, which name the bank, and the last 4: 622202****0123."""
    return text[:6] + STARS + text[-4:] if len(text) >= 14 else bank_account(text)


def address(text: str) -> str:
    """To the village or estate; failing that to the town; house numbers never."""
    for ends in (PLACE_ENDS, TOWN_ENDS):
        if found := ends.match(text):
            return found.group() + STARS if found.end() < len(text) else text
    return STARS if text else ""


def numbers_in(text: str) -> str:
    """A free text without numbers and mail addresses that could lead to somebody.

    Dates, times and amounts stay readable; other runs of seven digits or more do not.
    """
    return LONG_NUMBER.sub(_last_four, MAIL.sub(STARS, text))


def _last_four(found: "re.Match[str]") -> str:
    text = found.group()
    return text if DATE.fullmatch(text) else STARS + re.sub(r"[ \-]", "", text)[-4:]
