"""What banks and police say of accounts, looked up one account at a time."""

import pyarrow as pa

from wuzha.detection.rules.online import ABOUT, About
from wuzha.detection.rules.tree import ACCOUNT_FACTS, Listed
from wuzha.detection.tables import NO_ACCOUNTS, NO_LISTS

FOREVER_US = 2**63 - 1
COLUMNS = {"open_for": "opened_us", "quiet_for": "last_active_us"}
NOTHING_KNOWN: About = tuple(
    False if fact == "phone_differs" else None for fact in ABOUT
)


class Facts:
    """Of the accounts in these tables (`tables.ACCOUNTS`, `LISTS`) as they stand now.

    Loaded anew and put in the place of the old when a table changes: what was counted
    before stays as it was counted.
    """

    def __init__(
        self, accounts: pa.Table = NO_ACCOUNTS, lists: pa.Table = NO_LISTS
    ) -> None:
        self._about: dict[str, About] = {}
        for row in accounts.to_pylist():
            row["phone_differs"] = row["phone_matches"] is False
            about = [row[COLUMNS.get(fact, fact)] for fact in ACCOUNT_FACTS]
            self._about[row["account"]] = (*about, *(None for _ in Listed))
        for row in lists.to_pylist():
            about = list(self.of(row["account"]))
            until_us = FOREVER_US if row["until_us"] is None else row["until_us"]
            about[ABOUT.index(row["list"])] = (row["since_us"], until_us)
            self._about[row["account"]] = tuple(about)

    def of(self, account: str) -> About:
        return self._about.get(account, NOTHING_KNOWN)
