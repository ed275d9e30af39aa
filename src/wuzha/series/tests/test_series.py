"""Cases that share a mark form a series; what people said of it holds."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.incidents.tests.make import ENTERED
from wuzha.jobs.models import Job
from wuzha.lib import params
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions.verdicts import screen_text
from wuzha.series import actions
from wuzha.series.models import Series
from wuzha.series.tests.make import PHONE, bearing, joined, reckon

SignedIn = Callable[[Person], Client]


def members(series: Series) -> set[int | None]:
    return set(series.members.values_list("incident", flat=True))


def test_who_shares_a_number_is_one_series(
    station: Unit, su: Person, clockwork: Person
) -> None:
    incidents = joined(station, su, clockwork=clockwork)
    bearing(station, su, value="13700002222")
    reckon(clockwork)
    series = Series.objects.get()
    assert members(series) == {one.pk for one in incidents}
    assert series.size == 3


def test_a_number_in_a_story_joins_too_but_not_the_victims_own(
    station: Unit, su: Person, clockwork: Person
) -> None:
    """13900001234 is the victim's phone in every case of these tests."""
    bearing(station, su)
    bearing(
        station, su, value="13700002222", story=f"对方用{PHONE}打来，我的是13900001234"
    )
    bearing(station, su, value="13700003333", story="我的电话是13900001234")
    reckon(clockwork)
    assert Series.objects.get().size == 2


def test_a_text_and_a_story_of_one_chat_identity_are_one_series(
    station: Unit, su: Person, clockwork: Person
) -> None:
    told = "他让我加微信Dai_kuan88，说征信不好也能放款"
    bearing(station, su, value="13700002222", story=told)
    text = "不看征信，放款快，先交保证金，加V信 dai_kuan88"
    screen_text(text=text, unit=station, by=su)
    bearing(station, su, kind="chat", value="dai_kuan88")
    reckon(clockwork)
    assert Series.objects.get().size == 3


def test_addresses_on_one_site_join_unless_it_is_everybodys(
    station: Unit, su: Person, clockwork: Person
) -> None:
    own = [
        bearing(station, su, kind="link", value="https://peifu-kf.top/u/8812"),
        bearing(station, su, value="13700002222", story="他发来www.peifu-kf.top/u/17"),
        bearing(station, su, kind="link", value="peifu-kf.top"),
    ]
    for page in ("a", "b"):
        bearing(station, su, kind="link", value=f"https://t.me/{page}")
    reckon(clockwork)
    assert members(Series.objects.get()) == {one.pk for one in own}


def test_the_bank_hotline_joins_nobody(
    station: Unit, su: Person, clockwork: Person
) -> None:
    for number in range(2):
        bearing(
            station, su, value=f"1370000222{number}", story="我打了95588，又打96110"
        )
        bearing(station, su, kind="app", value=("微信", " 微信 ")[number])
    reckon(clockwork)
    assert not Series.objects.exists()


def test_what_very_many_bear_joins_nobody_by_itself(
    station: Unit, su: Person, clockwork: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = params.value("series.hub_members", on=ENTERED.date())
    monkeypatch.setattr("wuzha.series.regrouping.number", lambda name, at: 2)
    assert most.whole > 2
    joined(station, su, clockwork=clockwork)
    assert not Series.objects.exists()


def test_a_series_stays_the_same_when_it_grows_and_its_follower_hears(
    station: Unit, su: Person, lin: Person, clockwork: Person
) -> None:
    joined(station, su, clockwork=clockwork)
    series = Series.objects.get()
    actions.name_series(series=series, name="河口刷单串", by=lin)
    actions.follow_series(series=series, by=su)
    bearing(station, su)
    reckon(clockwork)
    reckon(clockwork)
    grown = Series.objects.get()
    assert (grown.pk, grown.name, grown.size) == (series.pk, "河口刷单串", 4)
    told = Notice.objects.get(person=su, subject_type="series.Series")
    assert "河口刷单串" in told.item and "1" in told.item


def test_two_series_that_a_new_case_connects_become_the_greater(
    station: Unit, su: Person, clockwork: Person
) -> None:
    joined(station, su, clockwork=clockwork)
    first = Series.objects.get()
    for _ in range(2):
        bearing(station, su, value="13700002222")
    reckon(clockwork)
    bearing(station, su, story="先是13700002222打来，后来换了13700001111")
    reckon(clockwork)
    assert Series.objects.standing().get() == first
    assert Series.objects.exclude(pk=first.pk).get().merged_into == first


def test_what_a_person_split_stays_split(
    station: Unit, su: Person, lin: Person, clockwork: Person
) -> None:
    incidents = joined(station, su, clockwork=clockwork)
    series = Series.objects.get()
    leaving = series.members.filter(incident=incidents[0])
    with pytest.raises(NotAllowed):
        actions.split_series(series=series, members=leaving, reason="同名", by=su)
    actions.split_series(series=series, members=leaving, reason="同号转让", by=lin)
    reckon(clockwork)
    assert members(Series.objects.get()) == {one.pk for one in incidents[1:]}
    actions.take_back_ruling(ruling=series.rulings.get(), by=lin)
    reckon(clockwork)
    assert Series.objects.get().size == 3


def test_what_a_person_merged_stays_merged(
    station: Unit, su: Person, lin: Person, clockwork: Person
) -> None:
    joined(station, su, clockwork=clockwork)
    for _ in range(2):
        bearing(station, su, value="13700002222")
    reckon(clockwork)
    one, other = Series.objects.order_by("pk")
    actions.merge_series(series=one, other=other, reason="同一话务窝点", by=lin)
    reckon(clockwork)
    assert Series.objects.standing().get().size == 5
    with pytest.raises(Refused, match="已经并入"):
        actions.merge_series(series=one, other=other, reason="再来", by=lin)


def test_who_merges_reads_what_will_happen_and_names_the_other_by_its_number(
    station: Unit, su: Person, lin: Person, clockwork: Person, signed_in: SignedIn
) -> None:
    joined(station, su, clockwork=clockwork)
    for _ in range(2):
        bearing(station, su, value="13700002222")
    reckon(clockwork)
    one, other = Series.objects.order_by("pk")
    client, sent = signed_in(lin), {"other": "甲组", "reason": "同一窝点"}
    page = client.post(reverse("series:merge", args=[other.pk]), sent).content.decode()
    assert "旧地址会转到那里" in page and "没有这个编号的串并组" in page
    sent["other"] = one.number
    done = client.post(reverse("series:merge", args=[other.pk]), sent)
    assert done["Location"] == one.get_absolute_url()


def test_a_mark_that_belongs_to_no_fraud_joins_nothing_until_it_is_heeded(
    station: Unit, su: Person, lin: Person, clockwork: Person
) -> None:
    joined(station, su, clockwork=clockwork)
    ignored = actions.ignore_mark(
        kind="phone", value=PHONE, reason="本县供电所电话", by=lin
    )
    assert Job.objects.filter(name=actions.JOB).count() == 1
    reckon(clockwork)
    assert not Series.objects.standing().exists()
    actions.heed_mark(ignored=ignored, by=lin)
    reckon(clockwork)
    assert Series.objects.standing().get().size == 3


def test_what_lies_elsewhere_is_counted_and_never_shown(
    station: Unit,
    other_station: Unit,
    su: Person,
    other_su: Person,
    clockwork: Person,
    signed_in: SignedIn,
) -> None:
    mine = bearing(station, su)
    theirs = bearing(other_station, other_su)
    reckon(clockwork)
    page = signed_in(su).get(Series.objects.get().get_absolute_url()).content.decode()
    assert mine.number in page and theirs.number not in page
    assert "外单位另有 1 件" in page and "137****1111" in page and PHONE not in page
