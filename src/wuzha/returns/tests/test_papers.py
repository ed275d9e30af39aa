"""The papers of a return, as Word draws them."""

from pathlib import Path

import pytest

from wuzha.documents.tests import looking
from wuzha.incidents.tests.make import ACCOUNT
from wuzha.organisation.models import Person
from wuzha.returns import papers
from wuzha.returns.actions import decide_return
from wuzha.returns.models import ReturnRound
from wuzha.returns.tests.make import CITY_PAPER, OVER, PAYER


@pytest.mark.once
@pytest.mark.word
@pytest.mark.slow
def test_the_papers_say_who_gets_what_from_where_to_where_by_which_law(
    announced: ReturnRound, wei: Person, tmp_path: Path
) -> None:
    decide_return(returning=announced, approval=CITY_PAPER, at=OVER, by=wei)
    claim = announced.claims.select_related("round", "incident").first()
    assert claim is not None
    # Stub, the victim's leaf, the bank's.
    assert len(looking.pages(papers.decision(claim), tmp_path)) == 3
    said = "".join(looking.words(tmp_path).split())
    for part in ("7号之1", "柳青青", ACCOUNT, PAYER, "¥40,000.00", "第二百四十五条"):
        assert part in said
