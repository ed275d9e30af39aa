"""Duties that recur: every form of cadence."""

import pytest

from wuzha.reading.tests.plans.reading import duty, item, plan, task


@pytest.mark.parametrize(
    ("words", "per", "least"),
    [
        ("每天", "day", 1),
        ("每日", "day", 1),
        ("每周", "week", 1),
        ("每旬", "ten_days", 1),
        ("每10天", "ten_days", 1),
        ("每两周", "two_weeks", 1),
        ("隔周", "two_weeks", 1),
        ("每半月", "half_month", 1),
        ("每两个月", "two_months", 1),
        ("每隔一个月", "two_months", 1),
        ("每半个月", "half_month", 1),
        ("每月", "month", 1),
        ("每个月", "month", 1),
        ("每季度", "quarter", 1),
        ("每学期", "term", 1),
        ("每半年", "half_year", 1),
        ("每年", "year", 1),
        ("每年年底", "year", 1),
        ("按月", "month", 1),
        ("按季度", "quarter", 1),
        ("逐日", "day", 1),
        ("每个工作日", "day", 1),
        ("每晚", "day", 1),
        ("各学期组织", "term", 1),
    ],
)
def test_how_often_a_duty_recurs(words: str, per: str, least: int) -> None:
    found = duty(f"各村{words}排查风险。")
    assert (found.per, found.at_least, found.kind) == (per, least, "inspect")


@pytest.mark.parametrize(
    ("words", "per", "least"),
    [
        ("每月不少于2次开展宣讲", "month", 2),
        ("每月至少开展宣讲两次", "month", 2),
        ("每月开展3次以上宣讲", "month", 3),
        ("每学期至少组织一次宣讲", "term", 1),
        ("每年对职工进行宣讲至少3次以上", "year", 3),
        ("每月至少发布5条宣讲短片", "month", 5),
        ("每月下沉网格2天以上", "month", 2),
        ("至少每季度开展一次宣讲", "quarter", 1),
        ("半月一次宣讲", "half_month", 1),
        ("一周一次宣讲", "week", 1),
        ("一个月至少组织三次宣讲", "month", 3),
        ("一年不少于两场宣讲", "year", 2),
        ("开展宣讲2次/月", "month", 2),
        ("组织宣讲四场次/学期", "term", 4),
    ],
)
def test_how_many_times(words: str, per: str, least: int) -> None:
    found = duty(f"各村{words}。")
    assert (found.per, found.at_least) == (per, least)


@pytest.mark.parametrize(
    ("words", "per"),
    [
        ("每1周", "week"),
        ("每七天", "week"),
        ("每15天", "half_month"),
        ("每一个月", "month"),
        ("每三个月", "quarter"),
        ("每6个月", "half_year"),
    ],
)
def test_a_number_may_stand_for_a_period(words: str, per: str) -> None:
    assert duty(f"各村{words}走访一次重点户。").per == per


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("每月5日前", (5,)),
        ("每月13日、28日前", (13, 28)),
        ("每月10日和25日前", (10, 25)),
        ("每月二十六日前", (26,)),
        ("每月的20日前", (20,)),
        ("每季度末月25日前", (25,)),
        ("每月底前", ()),
    ],
)
def test_on_which_days_of_the_month(words: str, days: tuple[int, ...]) -> None:
    assert duty(f"各村{words}报送进展。").monthday == days


@pytest.mark.parametrize(
    ("sentence", "per", "least", "days"),
    [
        ("各村6月20日、12月20日前各报一次进展。", "half_year", 1, ("06-20", "12-20")),
        (
            "各村每半年报总结，分别于6月底、12月底前。",
            "half_year",
            1,
            ("06-30", "12-31"),
        ),
        (
            "各村每年3、6、9、12月20日前报送。",
            "year",
            4,
            ("03-20", "06-20", "09-20", "12-20"),
        ),
        ("各村每年六月二十日和十二月二十日前报送。", "year", 2, ("06-20", "12-20")),
        ("各校每学期末（1月10日、6月30日前）报送。", "term", 1, ("01-10", "06-30")),
        (
            "各村7月10日前、次年1月10日前分别报送总结。",
            "half_year",
            1,
            ("01-10", "07-10"),
        ),
        ("各单位每年1月10日前报送上年度总结。", "year", 1, ("01-10",)),
        ("各村每半年报送总结，于6月底前。", "half_year", 1, ()),
        ("各村每年3月至5月开展排查。", "year", 1, ()),
        ("各村每季度末月25日前报送。", "quarter", 1, ()),
    ],
)
def test_on_which_days_of_the_year(
    sentence: str, per: str, least: int, days: tuple[str, ...]
) -> None:
    found = duty(sentence)
    assert (found.per, found.at_least) == (per, least)
    assert found.yearday == tuple(f"XXXX-{day}" for day in days)


def test_two_days_for_two_tasks_are_no_duty() -> None:
    assert item("各村6月20日、12月20日前完成装机、复查两项工作。").duties == ()


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("每周一", (1,)),
        ("每周五前", (5,)),
        ("每周二、周四", (2, 4)),
        ("每周一至周五", (1, 2, 3, 4, 5)),
        ("每周日", (7,)),
        ("每逢周三", (3,)),
        ("周一和周五都要", (1, 5)),
    ],
)
def test_on_which_days_of_the_week(words: str, days: tuple[int, ...]) -> None:
    found = duty(f"各村{words}报送进展。")
    assert (found.per, found.weekday) == ("week", days)


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("下午4时", "16:00"),
        ("上午9时30分前", "09:30"),
        ("下午五点半", "17:30"),
        ("16:00前", "16:00"),
        ("中午12点前", "12:00"),
        ("8小时内", None),
    ],
)
def test_at_what_time(words: str, time: str | None) -> None:
    assert duty(f"各村每天{words}报送进展。").time == time


def test_a_time_by_which_it_is_due_may_stand_further_on() -> None:
    words = "各村每天入户巡查，做好记录，并于次日上午8点前将记录报镇平安办。"
    assert duty(words).time == "08:00"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("将进展报送县联席办", "report"),
        ("向群众推送防骗短信", "push"),
        ("开展一次风险排查", "inspect"),
        ("组织一次业务培训", "train"),
        ("开展一次防骗宣传活动", "publicise"),
        ("召开一次调度会", "meet"),
        ("将宣传开展情况报送县联席办", "report"),
        ("更新一次名册", "publicise"),
        ("擦拭一次展板", "other"),
    ],
)
def test_what_kind_of_duty_it_is(words: str, kind: str) -> None:
    assert duty(f"各村每月{words}。").kind == kind


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("每月将进展报送县联席办", "县联席办"),
        ("每月将进展上报至镇综治中心", "镇综治中心"),
        ("每天向党政办报告", "党政办"),
        ("每月向全网用户推送短信", None),
    ],
)
def test_who_receives(words: str, to: str | None) -> None:
    assert duty(f"各村{words}。").to == to


def test_two_cadences_of_a_sentence_are_two_duties() -> None:
    found = item("各村每周走访一次重点户，每月召开一次例会。").duties
    assert [(d.per, d.kind, d.text) for d in found] == [
        ("week", "inspect", "各村每周走访一次重点户，"),
        ("month", "meet", "每月召开一次例会。"),
    ]


def test_short_words_of_a_reporting_system_are_cadences() -> None:
    found = item("各村实行“日报告、周调度、月通报”制度。").duties
    assert [d.per for d in found] == ["day", "week", "month"]


def test_a_duty_has_the_units_of_its_sentence() -> None:
    assert duty("各村每月排查风险。").units == ("各村",)


@pytest.mark.parametrize(
    "sentence",
    [
        "各村要帮助每个人装好软件。",
        "各村要守住每一道关口。",
        "各村要做到案发数逐年下降。",
        "各村每三周排查一次。",
        "各村每隔三天排查一次。",
        "各村每4个月走访一次。",
    ],
)
def test_not_every_each_is_a_cadence(sentence: str) -> None:
    assert item(sentence).duties == ()


def test_the_day_of_the_month_may_stand_before_the_deed() -> None:
    found = duty("各村每月走访情况请于10日前报送至乡综治办。")
    assert (found.monthday, found.to) == ((10,), "乡综治办")


def test_a_duty_has_the_units_of_its_own_part_of_the_sentence() -> None:
    text = "各村要每周上报线索，镇专班负责每月汇总上报县专班。"
    assert [(d.per, d.units) for d in item(text).duties] == [
        ("week", ("各村",)),
        ("month", ("镇专班",)),
    ]


@pytest.mark.parametrize(
    ("sentence", "per", "at_least"),
    [
        ("年内组织2次以上联合督查。", "year", 2),
        ("全年开展大型宣传不少于3次。", "year", 3),
        ("坚持纠纷15天一排查。", "half_month", 1),
        ("实行一月一分析。", "month", 1),
        ("每周推送消息2条以上。", "week", 2),
    ],
)
def test_a_cadence_may_be_said_by_its_count(
    sentence: str, per: str, at_least: int
) -> None:
    found = duty(sentence)
    assert (found.per, found.at_least) == (per, at_least)


def test_the_receiver_may_have_brackets_in_its_name() -> None:
    assert duty("每月向平安县（市、口岸）领导小组办公室报送简报。").to == (
        "平安县（市、口岸）领导小组办公室"
    )


def test_what_is_reported_is_no_second_cadence() -> None:
    found = duty("各镇每周五下午5点前报周小结。")
    assert (found.per, found.weekday, found.time, found.kind) == (
        "week",
        (5,),
        "17:00",
        "report",
    )


def test_a_day_of_a_month_of_the_quarter() -> None:
    assert duty("每季度第一个月5日前，派出所报送情况。").monthday == (5,)


def test_cadences_that_share_their_verb() -> None:
    found = item("村级每周、镇级每半月开展一次排查。").duties
    assert [(one.per, one.kind) for one in found] == [
        ("week", "inspect"),
        ("half_month", "inspect"),
    ]


def test_a_day_of_the_next_month_recurs_once() -> None:
    alone = duty("各村应于次月6日前上报清单。")
    assert (alone.per, alone.monthday) == ("month", (6,))
    again = duty("各村每月清点设备,次月6日前上报清单。")
    assert (again.per, again.monthday) == ("month", (6,))


def test_an_office_of_meetings_that_receives_makes_no_meeting() -> None:
    found = duty("各镇每季度末将情况书面报送县联席会议办公室。")
    assert (found.kind, found.to) == ("report", "县联席会议办公室")


def test_days_stand_behind_longer_cadences_too() -> None:
    assert duty("各村每两周周五前报送。").weekday == (5,)
    assert duty("各村每两个月25日前报送。").monthday == (25,)


def test_a_cadence_of_no_kind_is_kept_in_its_own_words() -> None:
    assert task("各村每隔三天排查一次。").text == "1.各村每隔三天排查一次。"
    (left,) = plan("云岭县反诈工作方案\n一、背景\n墙报每三周一换。\n").unread
    assert left.reason == "cadence"


@pytest.mark.parametrize("count", ["2-4次", "2～4次", "二至四次", "2到4次"])
def test_of_a_range_the_least_is_owed(count: str) -> None:
    assert duty(f"各村每月入户走访{count}。").at_least == 2


def test_what_is_reported_is_not_who_receives_it() -> None:
    assert duty("各支行每季度报送宣传小结。").to is None


@pytest.mark.parametrize(
    ("said", "per"),
    [
        ("公司业务部按月抽查开户资料。", "month"),
        ("半年报送一次分析材料。", "half_year"),
    ],
)
def test_more_words_say_how_often(said: str, per: str) -> None:
    assert duty(said).per == per


def test_the_count_is_that_of_its_own_part() -> None:
    said = "各网点每月开展一次活动；制作短视频不少于6部。"
    assert duty(said).at_least == 1


def test_parts_of_the_day_are_counted() -> None:
    assert duty("各村每天早、中、晚播放防骗音频各一次。").at_least == 3
