"""A pasted notice becomes holidays; what does not fit is named."""

from datetime import date

import pytest

from wuzha.lib.holidays import read_notice
from wuzha.lib.refused import Refused
from wuzha.lib.workdays import Holiday, shipped

# The days of 2026, in the manner of such notices.
TEXT = """各镇、各部门：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间请安排好值班。
"""


def test_the_notice_gives_the_table_of_its_year() -> None:
    (table,) = (one for one in shipped() if one.year == 2026)
    assert read_notice(TEXT, 2026) == table.holidays


def test_days_off_may_begin_in_the_year_before() -> None:
    (only,) = read_notice("元旦：2026年12月31日至2027年1月2日放假，共3天。", 2027)
    assert only == Holiday("元旦", date(2026, 12, 31), date(2027, 1, 2))


def test_a_single_day_and_days_of_one_month_are_read() -> None:
    text = "1. 端午节：6月9日（星期三）放假。6月12日（周六）、13日（周日）上班。"
    (only,) = read_notice(text, 2027)
    assert (only.first, only.last) == (date(2027, 6, 9), date(2027, 6, 9))
    assert only.make_up == (date(2027, 6, 12), date(2027, 6, 13))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请大家节日快乐。", "没有找到放假安排"),
        ("元旦：1月1日（周五）至3日放假，共3天。", "是不是这一年的通知"),
        ("元旦：1月1日至3日放假，共4天。", "共4天，起止日期却是3天"),
        ("元旦：1月1日至32日放假。", "日期不成立"),
        ("元旦：1日至3日放假。", "日期不成立"),
        ("元旦：按规定放假。", "日期不成立"),
        ("元旦：1月1日至3日放假。1月5日上班。", "日期不成立"),
    ],
)
def test_what_does_not_fit_is_named(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_notice(text, 2026)


def test_a_hostile_text_is_read_in_no_time() -> None:
    with pytest.raises(Refused):
        read_notice("一、" + "、元旦" * 1600 + "：" + "1月" * 900, 2026)
