"""Codes for strangers: whoever has the code may look again, delete or ask how it went.

Only a key of the code is stored; the code itself is shown once.
"""

import secrets

from wuzha.privacy.fields import blind_index, blind_indexes

# None that looks like another, read aloud or written down.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 3, 4


def new_code() -> str:
    """59 bits: XXXX-XXXX-XXXX."""
    groups = (
        "".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS)
    )
    return "-".join(groups)


def key_of(code: str) -> str:
    return blind_index("receipt", _bare(code))


def keys_of(code: str) -> list[str]:
    """To look for, also what was written under older secrets."""
    return blind_indexes("receipt", _bare(code))


def _bare(code: str) -> str:
    return "".join(one for one in code.upper() if one in LETTERS)
