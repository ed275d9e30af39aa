"""A learned score is handed in, tested, put in force by a person and taken back; its
hits wait beside those of the rules, and people's judgement of them is counted."""

from collections.abc import Callable
from pathlib import Path

import lightgbm
import numpy as np
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from wuzha.detection.hits import LEARNED
from wuzha.detection.predictors import BY_THE_MINUTE, named
from wuzha.detection.scoring import Card, save
from wuzha.incidents.models import StopPaymentOrder
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.monitoring.actions import dismiss_hit, start_run
from wuzha.monitoring.actions.scores import put_score_in_force, roll_back_score
from wuzha.monitoring.models import Hit, RuleRun, ScoreVersion
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.scoring import try_score
from wuzha.organisation.models import Person, Unit
from wuzha.restrictions.models import Restriction

SMALL = 90_000


@pytest.fixture
def model(settings: LazySettings, tmp_path: Path) -> Path:
    """One tree that finds every amount above nine hundred yuan."""
    settings.HOME = tmp_path
    names = [signal.name for signal in named(BY_THE_MINUTE)]
    rows = np.zeros((200, len(names)), np.float32)
    rows[:, 0] = np.where(np.arange(200) < 100, SMALL, 3 * SMALL)
    data = lightgbm.Dataset(rows, rows[:, 0] > SMALL, feature_name=names)
    asked = {"objective": "binary", "min_data_in_leaf": 1, "verbose": -1}
    card = Card(
        transfers=200,
        illicit=100,
        first="2026-01-01",
        trained_until="2026-01-20",
        chosen_until="2026-01-26",
        windows=BY_THE_MINUTE,
        threshold=0.5,
        figures={"average_precision": 1.0},
        parameters={},
    )
    path = tmp_path / "score.model"
    save(card, lightgbm.train(asked, data, 1), path)
    return path


@pytest.fixture
def run(model: Path, county: Unit, zhou: Person) -> Callable[[], RuleRun]:
    """Over two transfers, one of them large."""
    file = model.with_name("day.csv")
    file.write_text(
        "tx_id,ts,src,dst,amount\n"
        "small,2026-11-19 09:00:00,6217001,6217002,100\n"
        "large,2026-11-19 10:00:00,6217001,6217003,2700\n"
    )

    def begun() -> RuleRun:
        row = start_run(files=[str(file)], unit=county, by=zhou)
        run_rules(run=row.pk, files=[str(file)], by=zhou)
        row.refresh_from_db()
        return row

    return begun


def handed_in(client: Client, content: bytes, name: str = "score.model") -> str:
    file = SimpleUploadedFile(name, content)
    page = client.post(reverse("monitoring:new_score"), {"file": file}, follow=True)
    return page.content.decode()


def test_a_file_that_is_no_model_is_refused_by_its_name(
    model: Path, county: Unit, zhou: Person, signed_in: Callable[[Person], Client]
) -> None:
    forged = model.read_bytes().replace(b"average_precision", b"average_excellence")
    for content in (b"no model", forged):
        said = handed_in(signed_in(zhou), content, "好.model")
        assert "好.model 不是本版本可用的模型" in said
    assert not ScoreVersion.objects.exists()


def test_a_score_waits_for_its_test_and_a_person_and_is_taken_back_in_one_step(
    run: Callable[[], RuleRun],
    model: Path,
    zhou: Person,
    lin: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    client = signed_in(zhou)
    page = handed_in(client, model.read_bytes())
    version = ScoreVersion.objects.get()
    assert str(version) in page
    with pytest.raises(Refused, match="试算"):
        put_score_in_force(version=version, by=zhou)
    assert not run().hits.filter(rule=LEARNED).exists()
    try_score(**Job.objects.get(key=version.test_key).arguments, by=zhou)
    version.refresh_from_db()
    assert (version.outcome["hits"], version.problem) == (1, "")
    with pytest.raises(NotAllowed):
        put_score_in_force(version=version, by=lin)
    put_score_in_force(version=version, by=zhou)
    row = run()
    assert {"rule": LEARNED, "version": version.pk}.items() <= row.rules[-1].items()
    (hit,) = row.hits.filter(rule=LEARNED)
    assert (hit.rule_version, hit.account, hit.suspect) == (
        version.pk, "6217001", "6217003",
    )  # fmt: skip
    assert "本笔金额" in hit.reason
    assert Hit.objects.to_review().filter(pk=hit.pk).exists()
    # It restricts nobody.
    assert not Restriction.objects.exists() and not StopPaymentOrder.objects.exists()
    dismiss_hit(hit=hit, cause="business", by=zhou)
    page = client.get(version.get_absolute_url()).content.decode()
    assert "正常经营往来 1" in page
    client.post(reverse("monitoring:roll_back_score", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == "retired"
    put_score_in_force(version=version, by=zhou)
    roll_back_score(version=version, by=zhou)
    assert ScoreVersion.objects.in_force() is None
