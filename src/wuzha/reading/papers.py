"""Attachments that a plan names, and the numbers of official papers."""

import re
from collections.abc import Iterator

from wuzha.reading.numerals import whole
from wuzha.reading.plan import Attachment, DocumentNumber
from wuzha.reading.sentences import Piece
from wuzha.reading.view import Paragraph, View

IN_TEXT = re.compile(
    r"(?:《(?P<title>[^《》]{1,60})》)?\((?:见)?附件(?P<number>\d{0,2}|[一二三四五六七八九十]{0,2})\)"
)
LISTED = re.compile(
    r"附[件表](?P<number>\d{0,2}|[一二三四五六七八九十]{0,2})[:.、]?(?P<title>[^\n]{0,80})"
)
FOLLOWING = re.compile(r"(?P<number>\d{1,2})[.、](?P<title>[^\n。]{2,60})")
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,10}\(?\[(?:\d{4}|\d{2}[xX*]{2}|[xX*]{2,4})?\]\)?(?:第)?[\dxX*]{1,4}号"
)
SIGNED_OFF = re.compile(r" *签发人:?[^,。]{0,20}$")
HEAD = 4  # a paper's own number stands in one of its first paragraphs


def attachments(view: View, paragraphs: tuple[Paragraph, ...]) -> Iterator[Attachment]:
    """Named in the text as 《…》(附件2) and in the list at the end."""
    listing = False
    for paragraph in paragraphs:
        listed = LISTED.match(view.text, paragraph.start, paragraph.end)
        more = FOLLOWING.match(view.text, paragraph.start, paragraph.end)
        match = listed or (more if listing else None)
        if match:
            listing = True
            yield _attachment(view, match)
            continue
        listing = False
        for match in IN_TEXT.finditer(view.text, paragraph.start, paragraph.end):
            yield _attachment(view, match)


def document_numbers(
    view: View, paragraphs: tuple[Paragraph, ...]
) -> Iterator[DocumentNumber]:
    for i, paragraph in enumerate(paragraphs):
        for match in NUMBER.finditer(view.text, paragraph.start, paragraph.end):
            line = view.text[paragraph.start : paragraph.end]
            alone = SIGNED_OFF.sub("", line).strip("() ") == match.group().strip("()")
            yield DocumentNumber(
                source=view.span(*match.span()),
                number=view.printed(*match.span()),
                own=alone and i < HEAD,
            )


def _attachment(view: View, match: re.Match[str]) -> Attachment:
    title = Piece(*match.span("title"))
    named = view.printed(*title).strip("《》:：。 ") if title.start >= 0 else ""
    return Attachment(
        source=view.span(*match.span()),
        number=whole(match["number"]) if match["number"] else None,
        title=named,
    )
