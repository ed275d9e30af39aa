"""The shape in which a bank asks about a transfer."""

from hashlib import sha256
from typing import Annotated, NamedTuple, Self

from django.utils.translation import gettext_noop as N_
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wuzha.detection.files import MOST_CENTS
from wuzha.detection.moments import microseconds
from wuzha.detection.online import Transfer
from wuzha.earlywarnings.intake import Moment
from wuzha.lib import codes


def _normal(typed: str) -> str:
    # As nearly all are: to look for what could be wrong with it would take as long as
    # all else that is read of a transfer.
    if typed.isascii() and typed.isdecimal():
        return typed
    return codes.bank_account(typed).value


Account = Annotated[
    str, AfterValidator(_normal), Field(min_length=1, max_length=40, pattern=r"\S")
]


class TransferIn(BaseModel):
    """A transfer that is about to leave. Amounts are whole cents; the channel is named
    as in the transfers that are handed in for the rules."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    tx_id: str = Field(min_length=1, max_length=64, title=N_("流水号"))
    at: Moment = Field(title=N_("交易时间，带时区"))
    payer: Account = Field(title=N_("付款账户"))
    payee: Account = Field(title=N_("收款账户"))
    amount_cents: int = Field(gt=0, le=MOST_CENTS, strict=True, title=N_("金额（分）"))
    channel: str = Field(
        default="",
        max_length=24,
        pattern=r"^[a-z0-9_]*$",
        title=N_("渠道，如 mobile、counter、atm、qr"),
    )
    note: str = Field(default="", max_length=200, title=N_("附言"))

    @property
    def asked(self) -> Transfer:
        """As the windows are asked about it."""
        return Transfer(
            self.tx_id,
            microseconds(self.at),
            self.payer,
            self.payee,
            self.amount_cents,
            self.channel or None,
        )


class Asked(NamedTuple):
    """A transfer with the key it came under and the digest of all that was sent."""

    transfer: TransferIn
    key: str
    digest: str

    @classmethod
    def of(cls, transfer: TransferIn, *, key: str | None, sent: bytes) -> Self:
        return cls(transfer, key or "", sha256(sent).hexdigest())

    @property
    def marks(self) -> frozenset[str]:
        """Two that share one are decided one after the other."""
        one = self.transfer
        named = {f"number {one.tx_id}"} | ({f"key {self.key}"} if self.key else set())
        return frozenset(named | {one.payer, one.payee})
