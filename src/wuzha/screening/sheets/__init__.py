"""Tables of screening: texts in and verdicts out; labelled texts in; lists of numbers,
links and senders in."""

from wuzha.screening.sheets.labels import LABELS as LABELS
from wuzha.screening.sheets.listings import LISTINGS as LISTINGS
from wuzha.screening.sheets.texts import TEXTS as TEXTS
