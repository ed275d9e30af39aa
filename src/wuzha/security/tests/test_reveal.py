import pytest
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.test import RequestFactory

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.models import Person
from wuzha.security.actions import reveal_field
from wuzha.security.reveal import reveal_view

PHONE = "13800001234"


@pytest.fixture
def hong_with_phone(hong):
    hong.phone = PHONE
    hong.save(update_fields=["phone", "phone_key"])
    return hong


def reveal(hong, grid, by, **changes):
    given = {
        "subject": hong,
        "field": "phone",
        "reason": "电话联系本人",
        "permission": Permission.CONTACT_REVEAL,
        "unit": grid,
        **changes,
    }
    return reveal_field(**given, by=by)


def test_a_field_is_read_with_a_reason_and_the_reading_is_kept(
    hong_with_phone, grid, su
):
    assert reveal(hong_with_phone, grid, su) == PHONE
    entry = Entry.objects.get()
    assert (entry.event, entry.outcome, entry.by) == ("personal.revealed", "read", "su")
    assert entry.subject == f"organisation.Person:{hong_with_phone.pk}"
    assert entry.unit_path == grid.path
    assert entry.facts == {"field": "phone", "reason": "电话联系本人"}


def test_the_value_is_not_in_the_audit_even_if_the_reason_says_it(
    hong_with_phone, grid, su
):
    reveal(hong_with_phone, grid, su, reason=f"核对号码{PHONE}是否本人")
    assert PHONE not in str(Entry.objects.get().facts)


def test_without_a_reason_nothing_is_read(hong_with_phone, grid, su):
    with pytest.raises(Refused):
        reveal(hong_with_phone, grid, su, reason="  ")
    assert not Entry.objects.exists()


def test_elsewhere_nothing_is_read(hong_with_phone, grid, other_su):
    with pytest.raises(NotAllowed):
        reveal(hong_with_phone, grid, other_su)


def test_only_what_the_ledger_calls_personal_can_be_asked_for(
    hong_with_phone, grid, su
):
    with pytest.raises(ValueError, match="not personal"):
        reveal(hong_with_phone, grid, su, field="password")


def test_reading_one_after_the_other_has_an_end(hong_with_phone, grid, su, settings):
    settings.REVEALS_AN_HOUR = 3
    for _n in range(3):
        reveal(hong_with_phone, grid, su)
    with pytest.raises(Refused, match="双人审批"):
        reveal(hong_with_phone, grid, su)
    assert Entry.objects.count() == 3


@pytest.fixture
def ask(grid):
    """The view as an area makes it: people of the grid, through the door."""

    def door(request, pk):
        seen = visible_to(
            request.user,
            Permission.CONTACT_REVEAL,
            Person.objects.all(),
            "appointments__unit__path",
        )
        return get_object_or_404(seen, pk=pk), grid

    view = reveal_view(door=door, fields={"phone": Permission.CONTACT_REVEAL})

    def ask(by, pk, field="phone", **posted):
        headers = {"HX-Request": "true"} if posted.pop("panel", True) else {}
        made = RequestFactory()
        request = made.post("/", posted, headers=headers) if posted else made.get("/")
        request.user = by
        return view(request, pk, field)

    return ask


def test_the_panel_shows_the_number_to_dial_and_is_not_kept(ask, hong_with_phone, su):
    answer = ask(su, hong_with_phone.pk, reason="电话联系本人")
    assert f'href="tel:{PHONE}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_without_script_it_is_a_page(ask, hong_with_phone, su):
    asked = ask(su, hong_with_phone.pk).content.decode()
    assert "为什么要看" in asked and PHONE not in asked
    shown = ask(su, hong_with_phone.pk, reason="上门见面", panel=False)
    assert PHONE in shown.content.decode()


def test_the_panel_asks_for_the_reason(ask, hong_with_phone, su):
    answer = ask(su, hong_with_phone.pk, reason="")
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode() and not Entry.objects.exists()


@pytest.mark.parametrize("field", ["password", "email", "name", "pk", "__class__"])
def test_no_other_field_can_be_asked_for(ask, hong_with_phone, su, field):
    with pytest.raises(Http404):
        ask(su, hong_with_phone.pk, field=field, reason="核对身份")


def test_what_is_not_ones_own_is_not_found(ask, hong_with_phone, other_su):
    with pytest.raises(Http404):
        ask(other_su, hong_with_phone.pk, reason="核对身份")
