"""Moments and lengths as people read them: 11月22日 14:05, 7分12秒."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.lib.clocks import span_text
from wuzha.lib.words import Sentence


def said(sentence: object) -> str:
    """A sentence of the pure floors, in the reader's language."""
    return sentence.said(_) if isinstance(sentence, Sentence) else str(sentence)


def when_text(moment: datetime) -> str:
    """To the minute; the year only where it is not this one."""
    here = timezone.localtime(moment)
    facts = {
        "year": here.year,
        "month": here.month,
        "day": here.day,
        "time": f"{here:%H:%M}",
    }
    if here.year == timezone.localtime().year:
        return _("%(month)d月%(day)d日 %(time)s") % facts
    return _("%(year)d年%(month)d月%(day)d日 %(time)s") % facts


def length_text(length: timedelta) -> str:
    """How long something took, without the word for what is left or over."""
    return said(span_text(abs(length)).facts["span"])
