"""Who acts where no office is named: people in their posts, parties, helpers."""

import pytest

from wuzha.reading.tests.plans.reading import item, task


@pytest.mark.parametrize("who", ["养殖户", "参会人员", "市场管理方", "发现人", "居民"])
@pytest.mark.parametrize("must", ["要看好自家仓库", "应先报告", "不得离开", "负责登记"])
def test_whoever_must_do_it_acts(who: str, must: str) -> None:
    assert task(f"{who}{must}。").units == (who,)


@pytest.mark.parametrize(
    "who", ["全体党员", "护士长", "村支书", "心理咨询师", "个体经营户", "在场人员"]
)
def test_people_in_their_posts_act(who: str) -> None:
    assert task(f"{who}认真填写日志。").units == (who,)


@pytest.mark.parametrize(
    "who", ["物业公司", "各级党组织", "班组长", "现场指挥部", "驻街单位"]
)
def test_a_name_is_read_to_its_end(who: str) -> None:
    assert task(f"{who}接到通知后应立即赶到。").units == (who,)


@pytest.mark.parametrize("who", ["各级工会组织", "妇联组织"])
def test_an_organisation_is_no_verb(who: str) -> None:
    assert task(f"{who}要记好台账。").units == (who,)


def test_people_who_are_organised_do_not_act() -> None:
    assert task("护林站组织人员对沟口进行清理。").units == ("护林站",)


@pytest.mark.parametrize(
    "sentence",
    [
        "工作措施要细化到每一天。",
        "责任落实到人，要经常检查。",
        "指定专人负责登记。",
        "账户应当实名登记。",
        "以预防为主要坚持不懈。",
        "宣传范围应覆盖山区。",
        "参赛队员必须是本村人。",
        "教育群众应对办法。",
    ],
)
def test_what_must_be_so_is_nobody(sentence: str) -> None:
    assert not any(one.units for one in item(sentence).tasks)


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("协作单位要按时派员。", ("协作单位",)),
        ("责任单位县水利局。", ("县水利局",)),
    ],
)
def test_a_label_without_its_colon_stands_before_names(
    sentence: str, units: tuple[str, ...]
) -> None:
    assert task(f"清理河道。{sentence}").units[-1:] == units


def test_their_leaders_belong_to_the_units_before() -> None:
    assert task("各村要看好山口，主要领导要靠前指挥。").units == ("各村",)


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("党支部成员每月走访一次。", ("党支部成员",)),
        ("支部委员、党员每月谈心一次。", ("支部委员", "党员")),
        ("应急领导小组全体人员在6小时内到岗。", ("应急领导小组",)),
    ],
)
def test_members_of_a_body_act(said: str, units: tuple[str, ...]) -> None:
    assert task(said).units == units
