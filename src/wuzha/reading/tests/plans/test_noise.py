"""What is not of the plan is marked, with the reason, and does not disturb."""

import pytest

from wuzha.reading.tests.plans.reading import plan

TITLE = "云岭县防诈宣传方案\n"
LINE = "（一）各村要张贴海报。\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("【防诈宣传方案】相关文章：", "related_links"),
        ("相关范文推荐", "related_links"),
        ("【本文地址：http://example.test/a/1.html】", "page_furniture"),
        ("下载此文档", "page_furniture"),
        ("Baidu", "page_furniture"),
        ("发布时间：2024-07-09", "page_furniture"),
        ("- 更新时间：2024-07-09 08:20", "page_furniture"),
        ("来源：云岭县平安办 浏览次数：36 字号：[大 中 小]", "page_furniture"),
        ("浏览：", "page_furniture"),
        ("字体：[ ]", "page_furniture"),
        ("有效性：有效", "page_furniture"),
        ("• 长辈版", "page_furniture"),
        ("您现在所在的位置：首页> 通知公告> 正文", "page_furniture"),
        ("- 12 -", "page_furniture"),
        ("下面是小编为大家整理的防诈方案，仅供参考，欢迎阅读。", "editor_note"),
        ("关注公众号，免费领取全套范文", "advertisement"),
    ],
)
def test_a_line_of_the_web_page_is_noise(line: str, reason: str) -> None:
    text = TITLE + LINE + line + "\n"
    (found,) = plan(text).noise
    assert (text[slice(*found.source)], found.reason) == (line, reason)


def test_links_below_a_heading_of_links_are_noise_until_the_text_goes_on() -> None:
    links = "【方案】相关文章：\n防骗口号01-02\n防骗心得03-04\n"
    read = plan(TITLE + LINE + links + "（二）各校要开班会。\n")
    assert [n.reason for n in read.noise] == ["related_links"] * 3
    assert [t.units for t in read.tasks] == [("各村",), ("各校",)]


@pytest.mark.parametrize("stray", ["'", "`", "."])
def test_a_stray_mark_inside_a_sentence_is_taken_out(stray: str) -> None:
    text = TITLE + f"（一）各村要排查出租的{stray}房屋。\n"
    read = plan(text)
    assert [text[slice(*n.source)] for n in read.noise] == [stray]
    assert read.tasks[0].text == "（一）各村要排查出租的房屋。"
    assert text[slice(*read.tasks[0].source)] == text[len(TITLE) :].strip()


def test_the_name_of_a_betting_site_pasted_into_a_sentence_is_taken_out() -> None:
    read = plan(
        TITLE + "（一）各校要组织全县星空BOB体育官网登录入口、中学的师生听课。\n"
    )
    assert [n.reason for n in read.noise] == ["pasted_name"]
    assert read.tasks[0].text == "（一）各校要组织全县、中学的师生听课。"


def test_ordinary_marks_are_no_noise() -> None:
    text = TITLE + "（一）各村要讲“不轻信、不转账”，做到3.5天一轮；（二）完成。\n"
    assert plan(text).noise == ()


def test_lines_of_the_page_above_a_letter_do_not_make_its_addressees_act() -> None:
    head = "- 备注：无\n青石政〔2024〕7号\n发布机构：青石镇人民政府\n"
    letter = "各村，镇直各单位：\n现把宣传工作的安排发给你们，请照此办理。\n"
    assert plan(head + letter + "青石镇人民政府\n2024年7月9日\n").tasks == ()
