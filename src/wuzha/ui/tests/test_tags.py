"""What the filters and tags print."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils import timezone

from wuzha.ui.charts import Chart, Series

NOON = datetime(2020, 11, 22, 4, 5, tzinfo=UTC)


def printed(text: str, **facts: object) -> str:
    return Template("{% load wuzha_ui %}" + text).render(Context(facts)).strip()


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ value|money }}", 1_234_567, "¥12,345.67"),
        ("{{ value|money }}", None, ""),
        ("{{ value|wan }}", 1_234_567, "1.2万元"),
        ("{{ value|span }}", timedelta(minutes=7, seconds=12), "还剩 7分12秒"),
        ("{{ value|span }}", -timedelta(minutes=63), "超时 1小时03分"),
        ("{{ value|took }}", timedelta(minutes=7, seconds=12), "7分12秒"),
        ("{{ value|when }}", NOON, "2020年11月22日 12:05"),
        ("{{ value|at_most:99 }}", 120, "99+"),
        ("{{ value|at_most:99 }}", 99, "99"),
        ('{{ value|mask:"phone" }}', "13900001234", "139****1234"),
        ('{{ value|mask:"name" }}', "周小满", "周**"),
    ],
)
def test_a_value_is_shown_as_people_read_it(
    text: str, value: object, shown: str
) -> None:
    assert printed(text, value=value) == shown


def test_the_year_is_named_only_when_it_is_another() -> None:
    now = timezone.localtime().replace(hour=14, minute=5)
    assert printed("{{ now|when }}", now=now) == f"{now.month}月{now.day}日 14:05"


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (timedelta(minutes=20, seconds=30), "running", "还剩 20分"),
        (timedelta(minutes=14, seconds=30), "soon", "还剩 14分"),
        (-timedelta(minutes=3, seconds=10), "overdue", "超时 3分"),
    ],
)
def test_a_running_clock_has_a_word_and_a_state(
    left: timedelta, state: str, words: str
) -> None:
    due_at = timezone.now() + left
    started_at = due_at - timedelta(minutes=30)
    clock = '{% clock due_at=due_at started_at=started_at name="见面" then="派出所" %}'
    html = printed(clock, due_at=due_at, started_at=started_at)
    assert f'data-state="{state}"' in html
    assert words in html
    assert "data-clock" in html
    assert "超时未办将转派出所" in html


@pytest.mark.parametrize(
    ("state", "word"), [("paused", "已暂停"), ("met", "按时"), ("missed", "超时完成")]
)
def test_a_clock_that_stands_still_is_not_counted(state: str, word: str) -> None:
    now = timezone.now()
    tag = "{% clock due_at=now state=state ended_at=now %}"
    html = printed(tag, now=now, state=state)
    assert word in html
    assert "data-clock" not in html


def test_a_grade_is_drawn_in_bars_and_a_state_by_its_shape() -> None:
    high = printed('{% badge "高" grade="high" %}')
    assert high.count("<rect") == 4
    assert high.count('class="off"') == 1
    done = printed('{% badge "已办结" tone="done" %}')
    late = printed('{% badge "已被骗" tone="danger" %}')
    assert 'data-tone="done"' in done
    assert (
        done.split("<path")[1].split("/>")[0] != late.split("<path")[1].split("/>")[0]
    )


def test_a_figure_is_a_link_to_its_rows() -> None:
    tag = '{% figure "已见面" 86 "/rows/" unit="件" change=-4 against="昨日" %}'
    html = printed(tag)
    assert html.startswith('<a href="/rows/"')
    assert "较昨日 −4" in html


def test_a_masked_value_does_not_stand_in_the_page_in_full() -> None:
    html = printed('{% masked "13900001234" "phone" "/reveal/" %}')
    assert "139****1234" in html
    assert "13900001234" not in html
    assert 'name="reason"' in html
    assert "查看全部" not in printed('{% masked "13900001234" "phone" %}')


def test_a_chart_can_be_read_as_a_table() -> None:
    chart = Chart(
        title="近两日", kind="line", labels=["昨日", "今日"], unit="件",
        series=[Series("收到", [3, None])],
    )  # fmt: skip
    html = printed('{% chart "days" chart %}', chart=chart)
    assert '<script id="days" type="application/json">' in html
    assert '<th scope="row">昨日</th><td class="num">3</td>' in html
    assert "—" in html


def test_page_numbers_leave_gaps() -> None:
    page = Paginator(range(1000), 10).page(50)
    tag = "{% for n in page|page_numbers %}{{ n|default:'…' }} {% endfor %}"
    assert printed(tag, page=page) == "1 … 48 49 50 51 52 … 100"


class Sample(forms.Form):
    channel = forms.ChoiceField(
        label="渠道", choices=[("", "---------"), ("app", "手机银行"), ("desk", "柜台")]
    )
    optional = forms.ChoiceField(
        label="选填的", required=False, choices=[("", "---------"), ("a", "甲")]
    )
    town = forms.ChoiceField(label="乡镇", choices=[(n, f"镇{n}") for n in range(7)])
    amount = forms.IntegerField(
        label="金额", widget=forms.TextInput(attrs={"data-unit": "元"})
    )
    sure = forms.BooleanField(label="已核对")


def test_choices_under_seven_are_buttons_and_more_are_a_list() -> None:
    html = str(Sample())
    assert html.count('type="radio" name="channel"') == 2
    assert html.count('type="radio" name="optional"') == 2
    assert "不填" in html
    assert '<select name="town"' in html
    assert '<span class="field__unit">元</span>' in html
    assert html.count("选填") == 2  # one field's label, one mark


def test_an_error_stands_beside_its_field_and_at_the_head() -> None:
    form = Sample({"town": "1", "amount": "x", "sure": "on", "channel": "app"})
    html = str(form)
    assert "有 1 处需要改" in html
    assert '<a href="#id_amount">金额</a>' in html
    assert "输入整数。" in html
    assert 'id="id_amount_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_left_empty_is_asked_for_by_its_name() -> None:
    html = str(Sample({"town": "1"}))
    assert "请选择渠道。" in html
    assert "请填写金额。" in html


def test_a_chosen_button_stays_chosen() -> None:
    html = str(Sample({"channel": "desk"}))
    assert 'value="desk" id="id_channel_2" checked' in html


def test_a_warning_is_shown_and_blocks_nothing() -> None:
    form = Sample()
    form.warnings = {"amount": "账号校验位不符"}  # type: ignore[attr-defined]
    assert "账号校验位不符" in str(form)
