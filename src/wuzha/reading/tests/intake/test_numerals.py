import pytest

from wuzha.reading.intake.word.numerals import numeral


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decimal", "1 2 10 11 20 21 101"),
        ("decimalZero", "01 02 10 11 20 21 101"),
        ("decimalFullWidth", "１ ２ １０ １１ ２０ ２１ １０１"),
        ("decimalEnclosedCircle", "① ② ⑩ ⑪ ⑳ ㉑ 101"),
        ("decimalEnclosedFullstop", "⒈ ⒉ ⒑ ⒒ ⒛ 21 101"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ ⒇ 21 101"),
        ("upperRoman", "I II X XI XX XXI CI"),
        ("lowerRoman", "i ii x xi xx xxi ci"),
        ("upperLetter", "A B J K T U WWWW"),
        ("lowerLetter", "a b j k t u wwww"),
        ("ordinal", "1st 2nd 10th 11th 20th 21st 101st"),
        ("chineseCounting", "一 二 十 十一 二十 二十一 一〇一"),
        ("chineseCountingThousand", "一 二 十 十一 二十 二十一 一百零一"),
        ("japaneseCounting", "一 二 十 十一 二十 二十一 百一"),
        ("ideographDigital", "一 二 一〇 一一 二〇 二一 一〇一"),
        ("ideographTraditional", "甲 乙 癸 11 20 21 101"),
        ("ideographZodiac", "子 丑 酉 戌 20 21 101"),
        ("ideographZodiacTraditional", "甲子 乙丑 癸酉 甲戌 癸未 甲申 甲辰"),
        ("ideographEnclosedCircle", "㊀ ㊁ ㊉ 11 20 21 101"),
        ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 贰拾 贰拾壹 壹佰零壹"),
        ("ideographLegalTraditional", "壹 貳 壹拾 壹拾壹 貳拾 貳拾壹 壹佰零壹"),
        ("a format of next year", "1 2 10 11 20 21 101"),
    ],
)
def test_a_number_is_written_as_its_format_asks(name: str, expected: str) -> None:
    numbers = (1, 2, 10, 11, 20, 21, 101)
    assert " ".join(numeral(number, name) for number in numbers) == expected


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (110, "一百一十"), (1005, "一千零五"), (2050, "二千零五十")],
)
def test_large_numbers_are_counted_in_words(number: int, words: str) -> None:
    assert numeral(number, "chineseCountingThousand") == words


@pytest.mark.parametrize("name", ["upperLetter", "chineseCounting", "upperRoman"])
@pytest.mark.parametrize("number", [-1, 10**9])
def test_a_number_out_of_reach_is_plain(name: str, number: int) -> None:
    assert numeral(number, name) == str(number)


def test_no_number_is_shown_where_none_is_wanted() -> None:
    assert numeral(3, "none") == numeral(3, "bullet") == ""
