"""A model of the county: trained, compared, put in force by a person, taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.detection.texts.model import shipped
from wuzha.detection.texts.writing import written
from wuzha.jobs.models import Job
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.screening import training
from wuzha.screening.actions import versions
from wuzha.screening.asking import model_in_force
from wuzha.screening.models import ModelVersion, Verdict
from wuzha.screening.states import Labelling
from wuzha.screening.tests.made import make_verdict, make_version

SignIn = Callable[[Person], Client]
NEW_TRICK = "云宠领养第{n}期，认养一只云猫日结猫粮钱，名额{m}个，加猫管家入群"
HARMLESS = "社区猫咪领养日第{n}场，周六上午九点小广场，欢迎带孩子来，现场{m}只"


def label_many(unit: Unit, by: Person) -> None:
    """As if judged and settled long ago: many scripts, a few texts of a new one."""
    now = timezone.now()
    pairs = [(one.text, bool(one.fraud)) for one in written(1, 5)]
    for n in range(8):
        pairs.append((NEW_TRICK.format(n=n, m=n % 7 + 3), True))
        pairs.append((HARMLESS.format(n=n, m=n % 7 + 3), False))
    Verdict.objects.bulk_create(
        Verdict(
            unit=unit, source="staff", asked_by=by, asked_at=now, text=text,
            verdict="none", score=0.1, words_version="1",
            model_version=shipped().version, state=Labelling.SETTLED,
            is_fraud=is_fraud, settled_at=now, keep_until=now.date(),
        )
        for text, is_fraud in pairs
    )  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learnt does not matter here, and learning takes seconds."""
    monkeypatch.setattr(
        training, "learnt", lambda texts, fraud: replace(shipped(), version="quick")
    )


@pytest.fixture
def trained(county: Unit, lin: Person, zhou: Person) -> ModelVersion:
    label_many(county, lin)
    version = versions.start_training(by=zhou)
    training.train_version(**Job.objects.get(name="screening.train").arguments, by=zhou)
    version.refresh_from_db()
    return version


@pytest.mark.slow
def test_labels_make_a_version_that_knows_the_new_trick(
    trained: ModelVersion, county: Unit, zhou: Person, wei: Person, signed_in: SignIn
) -> None:
    assert trained.state == "ready"
    shown = {one["measure"]: one for one in trained.comparison}
    assert shown["held_f1"]["count"] > 10
    assert shown["own_found"]["after"] >= shown["own_found"]["before"]
    text = NEW_TRICK.format(n=99, m=2)
    before = make_verdict(county, by=zhou, text=text)
    client = signed_in(wei)
    page = client.get(trained.get_absolute_url()).content.decode()
    assert "留出标注" in page
    client.post(reverse("screening:put_in_force", args=[trained.pk]))
    after = make_verdict(county, by=zhou, text=text)
    assert after.score > before.score
    assert (before.model_version, after.model_version) == (
        shipped().version,
        trained.name,
    )
    client.post(reverse("screening:roll_back", args=[trained.pk]))
    assert model_in_force().version == shipped().version
    again = make_verdict(county, by=zhou, text=text)
    assert again.score == before.score


def test_what_is_held_back_is_never_learnt(
    quick: None, trained: ModelVersion, county: Unit, lin: Person
) -> None:
    known, held = training.labelled()
    assert known.texts
    assert held.texts
    assert not set(known.texts) & set(held.texts)
    assert trained.labels_learnt == len(known.texts)


def test_a_script_is_learnt_or_held_back_as_a_whole(county: Unit, lin: Person) -> None:
    label_many(county, lin)
    for part in training.labelled():
        assert sum(text.startswith("云宠领养") for text in part.texts) in (0, 8)


def test_a_training_that_died_leaves_nothing_and_is_done_again(
    quick: None,
    county: Unit,
    lin: Person,
    zhou: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    label_many(county, lin)
    version = versions.start_training(by=zhou)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(training, "compared", killed)
        with pytest.raises(KeyboardInterrupt):
            training.train_version(version=version.pk, by=zhou)
    version.refresh_from_db()
    assert (version.state, bytes(version.content)) == ("training", b"")
    assert model_in_force().version == shipped().version
    training.train_version(version=version.pk, by=zhou)
    version.refresh_from_db()
    assert version.state == "ready"


def test_only_what_was_compared_with_the_one_in_force_is_put_in_force(
    quick: None, trained: ModelVersion, zhou: Person, lin: Person
) -> None:
    with pytest.raises(NotAllowed):
        versions.put_in_force(version=trained, by=lin)
    other = ModelVersion.objects.create(
        name="older", state="ready", asked_by=zhou, asked_at=timezone.now(),
        trained_at=timezone.now(), compared_with=shipped().version,
    )  # fmt: skip
    versions.put_in_force(version=trained, by=zhou)
    with pytest.raises(Refused):
        versions.put_in_force(version=other, by=zhou)


def test_a_factor_must_be_fresh_to_put_a_version_in_force(
    county: Unit, zhou: Person, client: Client
) -> None:
    version = make_version(zhou)
    client.force_login(zhou, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("screening:put_in_force", args=[version.pk]))
    assert "/account/again/" in answer.headers["Location"]
    version.refresh_from_db()
    assert version.state == "ready"


def test_too_few_labels_and_two_at_once_are_refused(
    county: Unit, lin: Person, zhou: Person
) -> None:
    with pytest.raises(Refused):
        versions.start_training(by=zhou)
    label_many(county, lin)
    died = versions.start_training(by=zhou)
    with pytest.raises(Conflict):
        versions.start_training(by=zhou)
    Job.objects.update(state="dead", next_at=None, finished_at=timezone.now())
    versions.start_training(by=zhou)
    died.refresh_from_db()
    assert died.state == "failed"


def test_labels_of_one_kind_end_with_a_sentence(
    county: Unit, lin: Person, zhou: Person
) -> None:
    label_many(county, lin)
    Verdict.objects.filter(is_fraud=False).update(is_fraud=True)
    version = versions.start_training(by=zhou)
    training.train_version(version=version.pk, by=zhou)
    version.refresh_from_db()
    assert version.state == "failed"
    assert "标注" in version.problem
