"""A page that somebody has stored as one line is read as the paper that it was."""

from wuzha.reading.intake.plaintext import read_plain_text

BODY = "各单位要按照分工把工作抓细抓实，遇到问题及时报告，确保按期完成全部任务" * 8
PAPER = (
    "河口镇反诈宣传方案 各村：现印发给你们。",
    f"一、总体要求{BODY}。",
    f"二、重点任务（统一、规范）{BODY}。",
    f"（一）入户宣传。{BODY}。责任单位：各村",
    f"（二）张贴海报。见第（三）项，3.5万张。{BODY}。责任单位：镇平安办",
    "三、工作要求",
    "（三）及时报送。每月5日前报送。",
)


def paragraphs(text: str) -> list[str]:
    source = read_plain_text(text.encode())
    return [words for _block, words in source.texts()]


def test_a_paper_in_one_line_has_its_paragraphs_again() -> None:
    title, *rest = PAPER
    assert paragraphs("".join(PAPER)) == [*title.split(), *rest]


def test_a_line_that_can_be_a_paragraph_is_one() -> None:
    assert paragraphs(PAPER[-2] + PAPER[-1]) == [PAPER[-2] + PAPER[-1]]
