"""The first steps of a real service: the tables, the county, its administrator."""

import sys
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzha.config.words import CannotRun
from wuzha.lib.codes.places import Level, division_code
from wuzha.organisation.actions.units import Founding, found_county
from wuzha.organisation.models import Person, Unit


@dataclass
class Wanted:
    """What is known of the service to be; asked for at the terminal where missing."""

    county: str
    code: str
    username: str
    name: str


def set_up(wanted: Wanted) -> Founding:
    """Refused where a county stands already."""
    if Unit.objects.exists() or Person.objects.exists():
        raise CannotRun(_("这个数据库里已经有单位和账号，不需要再建立。"))
    wanted.county = wanted.county or _asked(_("县区名称"), "--county")
    wanted.code = wanted.code or _asked(_("县区的12位区划代码"), "--code")
    wanted.username = wanted.username or _asked(_("管理员登录名"), "--admin")
    wanted.name = wanted.name or _asked(_("管理员姓名"), "--name")
    code = division_code(wanted.code)
    if not code.ok:
        raise CannotRun(str(code.problem))
    if code.level != Level.COUNTY:
        raise CannotRun(_("%(code)s 不是县级的区划代码。") % {"code": code.value})
    return found_county(
        name=wanted.county,
        code=code.value,
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
