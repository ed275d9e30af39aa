"""Tables of screening: texts in and verdicts out; lists of numbers, links and senders
in."""

from wuzha.screening.sheets.listings import LISTINGS as LISTINGS
from wuzha.screening.sheets.texts import TEXTS as TEXTS
