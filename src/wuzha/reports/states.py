"""What a report can be, and who acts in each state."""

from django.db.models import TextChoices

from wuzha.lib.states import Moves
from wuzha.lib.words import N_


class FilingState(TextChoices):
    FILLING = "filling"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"


FILING = Moves(
    noun=N_("报表"),
    labels={
        FilingState.FILLING: N_("填报中"),
        FilingState.SENT: N_("已报，待审核"),
        FilingState.RETURNED: N_("退回补正"),
        FilingState.ACCEPTED: N_("已接收"),
    },
    initial=FilingState.FILLING,
    allowed={
        FilingState.FILLING: frozenset({FilingState.SENT}),
        FilingState.SENT: frozenset({FilingState.ACCEPTED, FilingState.RETURNED}),
        FilingState.RETURNED: frozenset({FilingState.SENT}),
        # Only with a reason: what was accepted is kept beside what comes after.
        FilingState.ACCEPTED: frozenset({FilingState.RETURNED}),
    },
    final=frozenset(),
    owners={
        FilingState.FILLING: N_("填报单位"),
        FilingState.SENT: N_("接收单位（审核）"),
        FilingState.RETURNED: N_("填报单位"),
    },
)
# Its figures stand as they were confirmed.
FIXED = (FilingState.SENT, FilingState.ACCEPTED)
