from wuzha.home import actions
from wuzha.jobs.schedule import Scheduled

SCHEDULE = [
    Scheduled("home.forget_answers", action=actions.forget_answers, at=("04:10",)),
]
