"""Whom a plan means by a name; what is not certain is asked, once for the county."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import MakeUnit
from wuzha.lib.refused import Refused
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.matching import Directory, unit_words
from wuzha.workplans.models import UnitAlias, UnitMatch
from wuzha.workplans.states import MatchState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]


@pytest.fixture
def units(
    county: Unit,
    village: Unit,
    grid: Unit,
    station: Unit,
    branch: Unit,
    other_grid: Unit,
    make_unit: MakeUnit,
) -> dict[str, Unit]:
    names = ("青石县民政局", "青石县教育局", "青石县体育局", "青石县公安局")
    made = {name: make_unit(name, "department", county) for name in names}
    return made | {"青石县第一小学": make_unit("青石县第一小学", "school", county)}


def directory(home: Unit, *listed: str) -> Directory:
    return Directory.of(home, on=timezone.localdate(), listed=listed)


@pytest.mark.parametrize(
    ("name", "state", "means"),
    [
        ("柳湾村", MatchState.SURE, "柳湾村"),
        ("县民政局", MatchState.SURE, "青石县民政局"),
        ("民政部门", MatchState.SURE, "青石县民政局"),
        ("教育局", MatchState.SURE, "青石县教育局"),
        ("农商银行河口支行", MatchState.SURE, "青石农商银行河口支行"),
        ("河口派出所", MatchState.SURE, "河口派出所"),
    ],
)
def test_a_name_means_one_unit(
    county: Unit, units: dict[str, Unit], name: str, state: MatchState, means: str
) -> None:
    found = directory(county).find(name)
    assert (found.state, [unit.name for unit in found.units]) == (state, [means])


@pytest.mark.parametrize(
    ("name", "fan"),
    [
        ("各村", "villages"),
        ("各村（社区）", "villages"),
        ("全县各行政村", "villages"),
        ("各镇街", "towns"),
        ("各乡镇（街道）", "towns"),
        ("各网点", "banks"),
        ("公安部门", "police"),
        ("各派出所", "stations"),
        ("各有关部门", "departments"),
        ("中小学校", "schools"),
        ("各成员单位", "members"),
        ("镇、村", "towns_villages"),
    ],
)
def test_a_name_means_every_unit_of_a_kind(
    county: Unit, units: dict[str, Unit], name: str, fan: str
) -> None:
    found = directory(county).find(name)
    assert (found.state, found.fan, found.units) == (MatchState.SURE, fan, ())
    assert directory(county).expand(fan)


def test_a_fan_reaches_every_unit_meant_and_no_other(
    county: Unit, town: Unit, units: dict[str, Unit]
) -> None:
    here = directory(county)
    names = [unit.name for unit in here.expand("villages")]
    assert names == ["柳湾村", "石桥村"]
    police = {unit.name for unit in here.expand("police")}
    assert police == {"河口派出所", "青石县公安局"}
    assert [unit.name for unit in directory(town).expand("villages")] == ["柳湾村"]


def test_a_town_means_the_station_that_polices_it(
    town: Unit, units: dict[str, Unit], other_station: Unit
) -> None:
    assert [u.name for u in directory(town).expand("stations")] == ["河口派出所"]


def test_members_are_those_that_the_plan_lists(
    county: Unit, units: dict[str, Unit]
) -> None:
    here = directory(county, "县民政局", "县教育局", "不存在的办公室")
    names = [unit.name for unit in here.expand("members")]
    assert names == ["青石县民政局", "青石县教育局"]
    assert here.label_of("members") == "方案列出的成员单位"
    assert len(directory(county).expand("members")) == 4
    assert directory(county).label_of("members") == "每个部门"


def test_what_is_not_certain_is_doubtful_with_its_candidates(
    county: Unit, units: dict[str, Unit]
) -> None:
    here = directory(county)
    several = here.find("第一网格")
    assert several.state == MatchState.DOUBTFUL
    assert len(several.units) == 2
    alike = here.find("青石县教育体育局")
    assert alike.state == MatchState.DOUBTFUL
    assert {u.name for u in alike.units} >= {"青石县教育局", "青石县体育局"}
    assert here.find("月球办事处").state == MatchState.NONE


def test_a_kind_of_which_the_county_has_none_is_asked(county: Unit) -> None:
    assert directory(county).find("各企业").state == MatchState.NONE
    Unit.objects.create(
        name="河口建材", kind="firm", parent=county, path=f"{county.path}99/",
        valid_from=county.valid_from,
    )  # fmt: skip
    assert directory(county).find("各企业").fan == "firms"
    assert directory(county).find("通信运营商").state == MatchState.NONE


def test_words_of_fans_stand_once_and_name_kinds_that_exist() -> None:
    words = unit_words()
    assert words.by_key.keys() >= {"villages", "towns", "members"}
    assert words.fan_of("") == ""


def test_a_choice_counts_everywhere_and_is_remembered_for_the_next_plan(
    county: Unit, units: dict[str, Unit], lin: Person
) -> None:
    plan = make.uploaded(county, lin)
    doubt = UnitMatch.objects.open().filter(item__plan=plan)
    assert [match.name for match in doubt] == ["县反诈中心"]
    actions.choose_units(plan=plan, name="县反诈中心", units=[county], by=lin)
    assert not doubt.all().exists()
    again = make.uploaded(county, lin)
    match = UnitMatch.objects.get(item__plan=again, name="县反诈中心")
    assert (match.state, list(match.units.all())) == (MatchState.CHOSEN, [county])
    with pytest.raises(Refused):
        actions.choose_units(plan=plan, name="没有这个", units=[county], by=lin)
    with pytest.raises(Refused):
        actions.choose_units(plan=plan, name="县反诈中心", fan="kites", by=lin)


def test_a_choice_for_one_town_is_none_for_another(
    county: Unit, town: Unit, other_town: Unit, units: dict[str, Unit], lin: Person
) -> None:
    plan, name = make.uploaded(town, lin), "县反诈中心"
    actions.choose_units(plan=plan, name=name, units=[town], by=lin)

    def meant(home: Unit) -> tuple[str, list[Unit]]:
        again = make.uploaded(home, lin)
        match = UnitMatch.objects.get(item__plan=again, name=name)
        return match.state, list(match.units.all())

    assert meant(town) == (MatchState.CHOSEN, [town])
    assert meant(other_town)[0] == meant(county)[0] != MatchState.CHOSEN
    above = make.uploaded(county, lin)
    actions.choose_units(plan=above, name=name, units=[county], by=lin)
    assert meant(other_town) == (MatchState.CHOSEN, [county])
    assert meant(town) == (MatchState.CHOSEN, [town])


def test_names_are_asked_on_a_page(
    county: Unit, units: dict[str, Unit], lin: Person, signed_in: SignIn
) -> None:
    plan = make.uploaded(county, lin)
    client = signed_in(lin)
    page = client.get(reverse("plan_units", args=[plan.pk])).text
    assert "县反诈中心" in page
    match = UnitMatch.objects.get(item__plan=plan, name="县反诈中心")
    url = reverse("plan_unit", args=[plan.pk, match.pk])
    assert client.get(url).status_code == 200
    assert "请选出单位" in client.post(url, {"meant": "units"}).text
    assert "柳湾村" not in client.get(url).text
    assert "柳湾村" in client.get(f"{url}?q=柳湾").text
    village = Unit.objects.get(name="柳湾村")
    more = client.get(f"{url}?q=民政&units={village.pk}").context["form"]
    assert village.pk in more.initial["units"]
    client.post(url, {"meant": "units", "units": [village.pk]})
    assert list(UnitAlias.objects.get().units.all()) == [village]
    client.post(url, {"meant": "nobody"})
    alias = UnitAlias.objects.get(name="县反诈中心")
    assert (alias.fan, alias.units.count()) == ("", 0)
    assert "不是本县的单位" in client.get(reverse("plan_units", args=[plan.pk])).text
    client.post(url, {"meant": "villages"})
    match.refresh_from_db()
    assert match.fan == "villages"
