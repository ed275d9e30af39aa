"""The orders behind the sums of money on the board."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_

from wuzha.incidents import figures
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit


class Sum(NamedTuple):
    label: str
    rows: Callable[[Unit, Period], QuerySet[StopPaymentOrder]]


SUMS: Mapping[str, Sum] = {
    "requested": Sum(N_("今日请求止付"), figures.orders_requested),
    "stopped": Sum(N_("今日已止住"), figures.orders_executed),
}
