"""The nouns: what was received, the work on it, the rules that send it."""

from wuzha.earlywarnings.models.dissuasions import Dissuasion, DissuasionQuerySet
from wuzha.earlywarnings.models.records import (
    ContactAttempt,
    Handover,
    Meeting,
    MeetingPhoto,
    Revisit,
)
from wuzha.earlywarnings.models.rules import GradeRule, PlaceName
from wuzha.earlywarnings.models.warnings import EarlyWarning

__all__ = [
    "ContactAttempt",
    "Dissuasion",
    "DissuasionQuerySet",
    "EarlyWarning",
    "GradeRule",
    "Handover",
    "Meeting",
    "MeetingPhoto",
    "PlaceName",
    "Revisit",
]
