"""What callers of the actions hand in, in normal form by `fields()`."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from wuzha.lib import codes


@dataclass(frozen=True, kw_only=True)
class AccountIn:
    """Where the money goes. Without `reason` it is the account that it came from."""

    account: str
    bank: str
    reason: str = ""

    def fields(self) -> dict[str, Any]:
        return {
            "return_account": codes.bank_account(self.account).value,
            "return_bank": self.bank.strip(),
            "account_reason": self.reason.strip(),
        }


@dataclass(frozen=True, kw_only=True)
class AgentIn:
    """Who applies for the victim; empty: the victim in person."""

    name: str = ""
    identity: str = ""
    authorisation: str = ""
    is_verified: bool = False

    def fields(self) -> dict[str, Any]:
        number = codes.identity_number(self.identity, on=timezone.localdate())
        return {
            "agent_name": self.name.strip(),
            "agent_identity": number.value if self.identity else "",
            "authorisation": self.authorisation.strip(),
            "authorisation_verified": self.is_verified,
        }


@dataclass(frozen=True, kw_only=True)
class TraceIn:
    """What a trace finds to be a victim's, by which method, and where that stands."""

    traced_cents: int | None = None
    trace_method: str = ""
    trace_source: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimIn:
    lost_cents: int
    account: AccountIn
    trace: TraceIn = TraceIn()
    agent: AgentIn = AgentIn()

    def fields(self) -> dict[str, Any]:
        return {
            "lost_cents": self.lost_cents,
            **self.account.fields(),
            **asdict(self.trace),
            **self.agent.fields(),
        }
