"""One page that shows the document with its items marked, and beside each what was
read from it. It needs nothing but itself: no script, no other file."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from wuzha.lib.words import N_, Sentence
from wuzha.reading.forms.items import KINDS, Item, Kind, items_of, reason
from wuzha.reading.forms.marking import Piece, marks_of, pieces_by_block
from wuzha.reading.forms.markup import Markup, element, escaped, joined
from wuzha.reading.forms.reading import Reading
from wuzha.reading.plan import Group, Plan
from wuzha.reading.source import Block, BlockKind

_STYLE = Path(__file__).with_name("page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_PLACES = {
    BlockKind.CELL: N_("表格"),
    BlockKind.HEADER: N_("页眉"),
    BlockKind.FOOTER: N_("页脚"),
    BlockKind.TEXT_BOX: N_("文本框"),
    BlockKind.FOOTNOTE: N_("脚注"),
}


def as_page(reading: Reading) -> str:
    items = items_of(reading.plans)
    titles = [plan.title for plan in reading.plans if plan.title]
    title = "；".join(titles) or reading.name
    head = joined(
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        element("title", title),
        element("style", Markup(_STYLE.read_text("utf8"))),
    )
    body = joined(
        _beginning(reading, title, items),
        element("main", *_blocks(reading, items)),
        *_ending(reading),
    )
    page = element("html", element("head", head), element("body", body), lang="zh-Hans")
    return f"<!doctype html>\n{page}\n"


def _beginning(reading: Reading, title: str, items: Sequence[Item]) -> Markup:
    counts = [
        element("li", _count(kind, items), class_=kind)
        for kind in Kind
        if any(item.kind == kind for item in items)
    ]
    unread = sum(len(plan.unread) for plan in reading.plans)
    noise = sum(len(plan.noise) for plan in reading.plans)
    return element(
        "header",
        element("p", reading.name, class_="file"),
        element("h1", title),
        element(
            "ul",
            *counts,
            element("li", element("i", N_("未读出")), f" {unread}", class_="unread"),
            element("li", element("s", N_("杂质")), f" {noise}", class_="noise"),
            class_="counts",
        ),
        element(
            "p",
            N_(
                "划线的文字是读出的事项，编号与旁边的说明对应；"
                "灰色并标“未读出”的句子没有读出事项，请看是否有遗漏；"
                "带删除线的是混入的网页杂质。"
            ),
            class_="legend",
        ),
    )


def _count(kind: Kind, items: Sequence[Item]) -> Markup:
    first, *_ = mine = [item for item in items if item.kind == kind]
    words = element("span", KINDS[kind], class_="mark")
    return element("a", words, f" {len(mine)}", href=f"#{_place(first)}")


def _blocks(reading: Reading, items: Sequence[Item]) -> Iterable[Markup]:
    marks = marks_of(items, reading.plans)
    plans = list(enumerate(reading.plans, 1)) if len(reading.plans) > 1 else []
    placed = pieces_by_block(reading.source.blocks, marks)
    for _, row in groupby(placed, key=_row):
        blocks = list(row)
        while plans and plans[0][1].source.start < blocks[-1][0].end:
            yield _plan_begins(*plans.pop(0))
        words = [_paragraph(*block, reading.source.text) for block in blocks]
        cards = [
            _card(item)
            for _, pieces in blocks
            for piece in pieces
            for item in piece.begins
        ]
        yield element(
            "section",
            element("div", *words, class_="row") if len(words) > 1 else words[0],
            element("div", *cards, class_="cards") if cards else Markup(),
        )


def _row(placed: tuple[Block, list[Piece]]) -> tuple[int, ...]:
    """Cells of one row stand side by side, everything else by itself."""
    block, _ = placed
    place = block.place
    return (place.table, place.row) if place else (block.start,)


def _paragraph(block: Block, pieces: Sequence[Piece], text: str) -> Markup:
    level = f"level-{min(block.level, 4)}" if block.level else ""
    return element(
        "p",
        _place_of(block),
        *_words(pieces, text),
        class_=f"words {block.kind} {level}".strip(),
    )


def _plan_begins(number: int, plan: Plan) -> Markup:
    title = Sentence(N_("第 {number} 份：{title}"), number=number, title=plan.title)
    return element("h2", str(title), class_="plan")


def _place_of(block: Block) -> Markup:
    place = _PLACES.get(block.kind)
    return element("span", place, class_="place") if place else Markup()


def _words(pieces: Sequence[Piece], text: str) -> Iterable[Markup]:
    last = None
    for piece in pieces:
        yield from (_tag(item) for item in piece.begins)
        code = piece.unread.reason or "" if piece.unread else None
        if code is not None and code != last:
            more = f"·{reason(code)}" if code else ""
            yield element("span", N_("未读出") + more, class_="tag unread")
        # The number of an item between two unread sentences does not part them.
        last = last if piece.is_heading else code
        yield _marked(piece, escaped(piece.span.of(text)))


def _marked(piece: Piece, words: Markup) -> Markup:
    """Of several items the innermost one gives the line below the words."""
    if piece.noise:
        return element("s", words, title=reason(piece.noise.reason))
    if piece.is_heading and not piece.items:
        words = element("b", words)
    if piece.items:
        inner = min(piece.items, key=lambda item: len(range(*item.source)))
        return element("span", words, class_=f"of {inner.kind}")
    if piece.unread:
        return element("i", words)
    return words


def _place(item: Item) -> str:
    return f"{item.kind}-{item.number}"


def _tag(item: Item) -> Markup:
    return element(
        "a",
        item.label,
        class_=f"tag {item.kind}",
        id=f"at-{_place(item)}",
        href=f"#{_place(item)}",
    )


def _card(item: Item) -> Markup:
    facts = [
        element("div", element("dt", fact.name), element("dd", fact.value))
        for fact in item.facts
    ]
    none = element("p", N_("没有写明责任和时限"), class_="none")
    return element(
        "article",
        element(
            "h2",
            element("a", item.label, href=f"#at-{_place(item)}"),
            element("small", item.text) if item.kind == Kind.PHASE else Markup(),
        ),
        element("dl", *facts) if facts else none,
        _how(item),
        class_=f"card {item.kind}",
        id=_place(item),
    )


def _how(item: Item) -> Markup:
    if not item.rules:
        return Markup()
    return element(
        "details",
        element("summary", N_("依据")),
        element("p", "、".join(item.rules)),
    )


def _ending(reading: Reading) -> Iterable[Markup]:
    plans = reading.plans
    yield _list(N_("组织"), [_group(g, reading) for p in plans for g in p.groups])
    yield _list(N_("附件"), [_attachment(p) for p in plans])
    numbers = [one for plan in plans for one in plan.document_numbers]
    yield _list(N_("提到的文号"), [element("li", one.number) for one in numbers])


def _list(title: str, entries: Sequence[Markup]) -> Markup:
    entries = [entry for entry in entries if entry]
    if not entries:
        return Markup()
    return element(
        "section", element("h2", title), element("ul", *entries), class_="more"
    )


def _group(group: Group, reading: Reading) -> Markup:
    posts = [
        element("div", element("dt", post.role), element("dd", "、".join(names)))
        for post in group.posts
        for names in [post.holders + (post.people if reading.with_people else ())]
        if names
    ]
    seat = element("p", N_("设在："), group.seat) if group.seat else Markup()
    return element("li", element("b", group.name), seat, element("dl", *posts))


def _attachment(plan: Plan) -> Markup:
    return joined(
        *(
            element("li", f"{one.number}. " if one.number else "", one.title)
            for one in plan.attachments
        )
    )
