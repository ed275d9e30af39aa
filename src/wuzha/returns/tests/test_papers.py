"""What the papers say, and a county's own template."""

import io

import docx

from wuzha.documents.official import OfficialPaper
from wuzha.documents.uploads import PAPERS, checked
from wuzha.incidents.models import Incident
from wuzha.organisation.actions.templates import put_template
from wuzha.organisation.models import Person
from wuzha.returns import papers
from wuzha.returns.models import ReturnRound
from wuzha.returns.papers.shipped import FIELDS, PaperKind


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join(part.text for part in (*paper.paragraphs, *cells))


def test_the_notice_names_nobody_and_the_report_prints_the_rule(
    announced: ReturnRound, liu: Incident
) -> None:
    notice = text_of(papers.notice(announced))
    assert "柳**" in notice
    assert liu.victim_name not in notice
    assert announced.freeze.order.account not in notice
    lines = [(claim, claim.share_cents or 0) for claim in announced.standing]
    report = text_of(papers.report(announced, lines))
    for part in ("按损失占比", "× 本人损失 ÷ 损失总额", "¥100,000.00", "¥60,000.00"):
        assert part in report


def test_the_flow_runs_from_the_victim_to_the_frozen_account(
    announced: ReturnRound,
) -> None:
    claim = announced.standing[0]
    flow = text_of(papers.flow(claim))
    for part in (claim.return_account, announced.freeze.order.account, "¥80,000.00"):
        assert part in flow


def test_a_county_s_own_template_takes_the_place_of_the_shipped_one(
    announced: ReturnRound, guan: Person
) -> None:
    own = OfficialPaper("本县公告")
    own.paragraph("本县的版式，返还{{ available }}。")
    upload = checked(io.BytesIO(own.saved()), name="本县公告.docx", kinds=PAPERS)
    put_template(
        kind=PaperKind.NOTICE.template,
        known=FIELDS[PaperKind.NOTICE],
        upload=upload,
        by=guan,
    )
    assert "本县的版式，返还¥100,000.00。" in text_of(papers.notice(announced))
