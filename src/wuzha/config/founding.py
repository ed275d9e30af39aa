"""The first steps of a real service: the tables, the county, its administrator."""

import sys
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from wuzha.config.words import CannotRun
from wuzha.lib.codes.places import Level, division_code
from wuzha.organisation.actions.units import Founding, found_county
from wuzha.organisation.models import Unit


@dataclass(frozen=True)
class Wanted:
    """What must be known of the service to be."""

    county: str
    code: str
    username: str
    name: str


def refuse_founded() -> None:
    """Asked before anything else; the tables need not be there yet."""
    there = connection.introspection.table_names()
    if Unit._meta.db_table in there and Unit.objects.exists():
        raise CannotRun(_("这个数据库里已经有单位和账号，不需要再建立。"))


def wanted(*, county: str, code: str, username: str, name: str) -> Wanted:
    """Complete: what was not given is asked for at the terminal."""
    county = county or _asked(_("县区名称"), "--county")
    checked = division_code(code or _asked(_("县区的12位区划代码"), "--code"))
    if not checked.ok:
        raise CannotRun(str(checked.problem))
    if checked.level != Level.COUNTY:
        raise CannotRun(_("%(code)s 不是县级的区划代码。") % {"code": checked.value})
    return Wanted(
        county=county,
        code=checked.value,
        username=username or _asked(_("管理员登录名"), "--admin"),
        name=name or _asked(_("管理员姓名"), "--name"),
    )


def found(wanted: Wanted) -> Founding:
    return found_county(
        name=wanted.county,
        code=wanted.code,
        username=wanted.username,
        person_name=wanted.name,
    )


def _asked(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        missing = {"what": what, "option": option}
        raise CannotRun(_("缺少%(what)s，请用 %(option)s 给出。") % missing)
    answer = ""
    while not answer:
        answer = input(f"{what}：").strip()
    return answer
