"""The numbers that Word writes by itself stand in the text."""

from wuzha.reading.tests.intake.papers import lines, listed, p


def level(at: int, form: str, text: str, more: str = "", suffix: str = "tab") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def scheme(number: int, *levels: str) -> str:
    inside = "".join(levels)
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


PLAN = scheme(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）", suffix="nothing"),
    level(2, "decimal", "%3.", suffix="space"),
    level(3, "decimalEnclosedCircle", "%4", suffix="nothing"),
)


def test_the_levels_of_a_plan() -> None:
    body = "".join(
        p(words, listed(1, at))
        for at, words in (
            (0, "目标"),
            (0, "措施"),
            (1, "宣传"),
            (2, "进村"),
            (3, "张贴"),
            (3, "广播"),
            (2, "进校"),
            (3, "班会"),
            (1, "打击"),
            (2, "摸排"),
            (0, "保障"),
            (1, "经费"),
        )
    )
    assert lines(body, numbering=PLAN + num(1, 0)) == [
        "一、目标",
        "二、措施",
        "（一）宣传",
        "1. 进村",
        "①张贴",
        "②广播",
        "2. 进校",
        "①班会",
        "（二）打击",
        "1. 摸排",
        "三、保障",
        "（一）经费",
    ]


def test_a_label_may_hold_words_and_several_levels() -> None:
    law = scheme(
        0,
        level(0, "chineseCounting", "第%1条"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "upperLetter", "%3)"),
    )
    body = p("总则", listed(1)) + p("依据", listed(1, 1)) + p("范围", listed(1, 2))
    assert lines(body, numbering=law + num(1, 0)) == [
        "第一条 总则",
        "1.1 依据",
        "A) 范围",
    ]


def test_lists_of_one_scheme_count_on() -> None:
    body = p("甲", listed(1)) + p("乙", listed(2)) + p("丙", listed(1))
    both = PLAN + num(1, 0) + num(2, 0)
    assert lines(body, numbering=both) == ["一、甲", "二、乙", "三、丙"]


def test_a_list_may_begin_anew_once() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = "".join(
        p(words, listed(at))
        for at, words in ((1, "甲"), (1, "乙"), (2, "丙"), (2, "丁"))
    )
    both = PLAN + num(1, 0) + num(2, 0, anew)
    assert lines(body, numbering=both) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_list_may_replace_a_level() -> None:
    own = level(0, "ideographTraditional", "%1．")
    more = f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride>'
    body = p("先", listed(1)) + p("后", listed(1))
    assert lines(body, numbering=PLAN + num(1, 0, more)) == ["甲．先", "乙．后"]


def test_a_level_may_go_on_counting_through_its_chapters() -> None:
    through = scheme(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>'),
    )
    body = "".join(p("文", listed(1, at)) for at in (0, 1, 1, 0, 1))
    assert lines(body, numbering=through + num(1, 0)) == [
        "第一章 文",
        "第一条 文",
        "第二条 文",
        "第二章 文",
        "第三条 文",
    ]


def test_a_list_that_begins_deep_takes_its_upper_levels_as_begun() -> None:
    deep = scheme(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"))
    body = p("文", listed(1, 1)) + p("文", listed(1, 1))
    assert lines(body, numbering=deep + num(1, 0)) == ["1.1 文", "1.2 文"]


def test_signs_of_any_font_are_bullets() -> None:
    signs = scheme(0, level(0, "bullet", "\uf06c"), level(1, "bullet", "◆"))
    body = p("文", listed(1)) + p("文", listed(1, 1))
    assert lines(body, numbering=signs + num(1, 0)) == ["• 文", "◆ 文"]


STYLED = scheme(
    0,
    level(0, "japaneseCounting", "%1、", '<w:pStyle w:val="2"/>'),
    level(1, "japaneseCounting", "（%2）", '<w:pStyle w:val="3"/>'),
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr>'
    '</w:style><w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 2"/>'
    '<w:basedOn w:val="2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/>'
    '</w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="自拟"/>'
    '<w:basedOn w:val="3"/></w:style>'
)


def test_numbers_come_from_styles_too() -> None:
    body = "".join(p("文", f'<w:pStyle w:val="{style}"/>') for style in (2, 3, 9, 2, 3))
    read = lines(body, numbering=STYLED + num(1, 0), styles=STYLES)
    assert read == ["一、文", "（一）文", "（二）文", "二、文", "（一）文"]


def test_a_paragraph_may_decline_the_number_of_its_style() -> None:
    body = p("文", '<w:pStyle w:val="2"/>' + listed(0))
    assert lines(body, numbering=STYLED + num(1, 0), styles=STYLES) == ["文"]


def test_a_scheme_may_stand_behind_a_style() -> None:
    link = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
    )
    style = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="方案"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = PLAN + link + num(1, 0) + num(2, 5)
    assert lines(p("文", listed(2)), numbering=numbering, styles=style) == ["一、文"]


def test_a_format_of_newer_programs_is_shown_as_for_older_ones() -> None:
    own = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback>'
        '</mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
    )
    assert lines(p("文", listed(1)), numbering=own + num(1, 0)) == ["01 文"]


def test_an_empty_paragraph_counts_but_a_hidden_one_does_not() -> None:
    hidden = listed(1) + "<w:rPr><w:vanish/></w:rPr>"
    body = p("甲", listed(1)) + p("", listed(1)) + p("", hidden) + p("乙", listed(1))
    assert lines(body, numbering=PLAN + num(1, 0)) == ["一、甲", "三、乙"]


def test_a_list_that_does_not_exist_numbers_nothing() -> None:
    assert lines(p("文", listed(77)), numbering=PLAN) == ["文"]
    assert lines(p("文", listed(1))) == ["文"]
    nameless = PLAN.replace(' w:abstractNumId="0"', "")
    assert lines(p("文", listed(77)), numbering=nameless) == ["文"]
