"""What runs by itself: yesterday's briefs, and the alarm of those not confirmed."""

from wuzha.briefs.actions import answer_alarm, draw_up_briefs
from wuzha.briefs.states import CONFIRM_CLOCK
from wuzha.jobs.schedule import Scheduled

ALARMS = {CONFIRM_CLOCK: answer_alarm}
SCHEDULE = [
    Scheduled("briefs.draw_up", action=draw_up_briefs, at=("00:05",)),
]
