"""What leaves the machine: at once or in a digest, never after it is done."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from wuzha.notices import delivery, figures, outbox
from wuzha.notices.models import Channel, Notice
from wuzha.notices.tests.conftest import Gateway
from wuzha.organisation.models import Person, Unit

Tell = Callable[..., list[Notice]]
AddChannel = Callable[[Person | Unit], Channel]


def now() -> datetime:
    return timezone.now() + timedelta(seconds=1)


def digest_time() -> datetime:
    at = outbox.next_digest(timezone.now())
    assert at
    return at


def test_without_a_channel_nothing_leaves_the_machine(
    tell: Tell, hong: Person, gateway: Gateway
) -> None:
    tell(hong)
    assert delivery.deliver(at=now()) == 1
    assert delivery.deliver(at=now()) == 0
    assert gateway.received == []
    assert Notice.objects.get().sent_at is None


def test_an_urgent_notice_goes_out_at_once_and_once(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    channel = add_channel(hong)
    tell(hong)
    delivery.deliver(at=now())
    delivery.deliver(at=now())
    assert gateway.texts("hong") == ["· 预警 0017：请签收"]
    channel.refresh_from_db()
    assert channel.sent_at and Notice.objects.get().sent_at


def test_urgent_notices_of_one_moment_are_one_message(
    tell: Tell,
    hong: Person,
    add_channel: AddChannel,
    gateway: Gateway,
    settings: object,
) -> None:
    """A robot takes only so many messages a minute."""
    settings.PUBLIC_URL = "https://wuzha.example"  # type: ignore[attr-defined]
    add_channel(hong)
    for number in range(40):
        tell(hong, item=f"预警 {number:04}：请签收", url=f"/warnings/{number}/")
    delivery.deliver(at=now())
    (text,) = gateway.texts("hong")
    assert text.startswith("· 预警 0000：请签收 https://wuzha.example/warnings/0/\n")
    assert text.endswith("另有 10 项，请登录查看。")


def test_what_is_not_urgent_goes_out_as_one_digest(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    add_channel(hong)
    tell(hong, item="回访 0003", urgent=False)
    tell(hong, item="回访 0004", urgent=False)
    assert delivery.deliver(at=now()) == 0
    delivery.deliver(at=digest_time())
    assert gateway.texts("hong") == ["· 回访 0003\n· 回访 0004"]


def test_a_person_has_at_most_one_digest_in_an_hour(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    """Also when a worker dies between sending and marking."""
    add_channel(hong)
    tell(hong, item="回访 0003", urgent=False)
    at = digest_time()
    delivery.deliver(at=at)
    Notice.objects.update(sent_at=None, next_at=at)
    for minute in range(1, 60, 5):
        delivery.deliver(at=at + timedelta(minutes=minute))
    assert len(gateway.texts("hong")) == 1
    delivery.deliver(at=at + timedelta(minutes=90))
    assert len(gateway.texts("hong")) == 2


def test_nothing_is_sent_about_what_is_done(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway, village: Unit
) -> None:
    add_channel(hong)
    tell(hong)
    tell(hong, urgent=False)
    outbox.settle(subject=village)
    delivery.deliver(at=now())
    delivery.deliver(at=digest_time())
    assert gateway.received == []


def test_what_is_done_while_the_worker_is_at_it_is_not_sent(
    tell: Tell,
    hong: Person,
    add_channel: AddChannel,
    gateway: Gateway,
    village: Unit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_channel(hong)
    tell(hong)
    routes = delivery._routes

    def settled_meanwhile(*args: object) -> object:
        outbox.settle(subject=village)
        return routes(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(delivery, "_routes", settled_meanwhile)
    delivery.deliver(at=now())
    assert gateway.received == []
    assert Notice.objects.get().sent_at is None


def test_a_gateway_that_fails_is_tried_again_after_a_pause(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    channel = add_channel(hong)
    tell(hong)
    gateway.refuses = True
    at = now()
    delivery.deliver(at=at)
    channel.refresh_from_db()
    assert channel.failures == figures.failing_channels(at) == 1
    assert figures.waiting(at) == 1
    gateway.refuses = False
    assert delivery.deliver(at=at + timedelta(seconds=29)) == 0
    delivery.deliver(at=at + timedelta(seconds=31))
    assert len(gateway.texts("hong")) == 1
    channel.refresh_from_db()
    assert channel.failures == 0


def test_after_a_day_of_failures_it_is_given_up(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    add_channel(hong)
    tell(hong)
    gateway.refuses = True
    at = now() + delivery.GIVEN_UP_AFTER
    delivery.deliver(at=at)
    notice = Notice.objects.get()
    assert notice.given_up_at == at and notice.next_at is None


def test_a_worker_that_died_at_it_loses_nothing(
    tell: Tell, hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    add_channel(hong)
    tell(hong)
    at = now()
    delivery._take(at)
    assert delivery.deliver(at=at + timedelta(seconds=1)) == 0
    delivery.deliver(at=at + delivery.LEASE)
    assert len(gateway.texts("hong")) == 1


def test_people_without_a_channel_are_told_through_their_unit(
    tell: Tell,
    hong: Person,
    su: Person,
    other_su: Person,
    make_person: Callable[..., Person],
    station: Unit,
    add_channel: AddChannel,
    gateway: Gateway,
) -> None:
    """A group chat hears of an item once, however many of its people are told."""
    colleague = make_person("colleague", "民警柏", "station_police", station)
    add_channel(station)
    add_channel(hong)
    tell(hong, su, colleague, other_su)
    delivery.deliver(at=now())
    assert len(gateway.texts("hong")) == 1
    assert gateway.texts(f"unit{station.pk}") == ["· 预警 0017：请签收"]
    assert len(gateway.received) == 2
    assert Notice.objects.filter(sent_at=None).get().person == other_su


def test_a_channel_is_tried_with_a_first_message(
    hong: Person, add_channel: AddChannel, gateway: Gateway
) -> None:
    channel = add_channel(hong)
    delivery.try_channel(channel=channel.pk, by=hong)
    assert "可以使用" in gateway.texts("hong")[0]
    Channel.objects.all().delete()
    delivery.try_channel(channel=channel.pk, by=hong)
    assert len(gateway.received) == 1


def test_an_urgent_notice_that_waits_shows_in_the_figures(
    tell: Tell, hong: Person
) -> None:
    at = timezone.now()
    assert figures.longest_urgent_wait(at) == 0
    (notice,) = tell(hong)
    assert figures.longest_urgent_wait(notice.created_at + timedelta(seconds=7)) == 7


def test_old_claims_of_hours_are_forgotten(
    tell: Tell, hong: Person, add_channel: AddChannel
) -> None:
    channel = add_channel(hong)
    tell(hong, urgent=False)
    at = digest_time()
    delivery.deliver(at=at)
    delivery.forget_digests(at=at + timedelta(days=3), by=hong)
    assert not channel.digests.exists()
