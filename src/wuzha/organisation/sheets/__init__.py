"""Tables of units and of people, in and out: the same columns both ways, so that what
was exported can be edited and imported again."""

from wuzha.organisation.sheets.people import PEOPLE as PEOPLE
from wuzha.organisation.sheets.units import UNITS as UNITS
