"""A plan put together by hand, so that forms are tested apart from the rules."""

from wuzha.reading import plan as kinds
from wuzha.reading.forms import Reading
from wuzha.reading.intake import read_source
from wuzha.reading.plan import Plan, Span

TEXT = """清溪县反诈工作方案
根据县里<安排>&要求，制定本方案。
一、宣传发动阶段（5月8日至6月）
公安局牵头，教育局、各学校配合，6月底前完成宣讲，知晓率达到95.5%以上。
每月13日、28日前向县反诈办报送'情况。
本文来自范文大全
"""


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


TASK = span("公安局牵头，教育局、各学校配合，6月底前完成宣讲，知晓率达到95.5%以上。")
HEADING = span("一、宣传发动阶段（5月8日至6月）")
PLAN = Plan(
    source=Span(0, len(TEXT)),
    title="清溪县反诈工作方案",
    year=None,
    phases=(kinds.Phase(HEADING, "宣传发动", "XXXX-05-08", "XXXX-06", ("phase",)),),
    tasks=(
        kinds.Task(
            TASK,
            TASK.of(TEXT),
            ("公安局",),
            ("教育局", "各学校"),
            "XXXX-06-30",
            ("task",),
        ),
    ),
    duties=(
        kinds.Duty(
            span("每月13日、28日前向县反诈办报送'情况。"),
            "每月13日、28日前向县反诈办报送情况。",
            "report",
            "month",
            1,
            (),
            (13, 28),
            None,
            "县反诈办",
        ),
    ),
    targets=(
        kinds.Target(
            span("知晓率达到95.5%以上"),
            "知晓率达到95.5%以上",
            "awareness_rate",
            ">=",
            95.5,
            "%",
            "2026-06-30",
        ),
    ),
    outline=(
        kinds.OutlineItem(HEADING, HEADING, 1, "一、", "chinese", 1, "宣传发动阶段"),
    ),
    groups=(
        kinds.Group(
            span("根据县里"),
            "反诈工作专班",
            (kinds.Post(span("根据"), "组长", ("副县长",), ("甲某",)),),
            "公安局",
        ),
    ),
    attachments=(kinds.Attachment(span("方案"), 1, "任务分解表"),),
    document_numbers=(kinds.DocumentNumber(span("方案"), "清政发〔2026〕1号", True),),
    noise=(
        kinds.Noise(span("'"), "stray_mark"),
        kinds.Noise(span("本文来自范文大全"), "advertisement"),
    ),
    unread=(kinds.Unread(span("根据县里<安排>&要求，制定本方案。"), "background"),),
)


def reading(*plans: Plan, with_people: bool = False) -> Reading:
    source = read_source(TEXT.encode(), "方案<一>.txt")
    return Reading("方案<一>.txt", source, plans or (PLAN,), with_people=with_people)
