"""Notices and channels as people see them, at both widths."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.notices import outbox
from wuzha.notices.models import Channel, Notice
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def told(
    hong: Person, guan: Person, village: Unit, grid: Unit, tell: Callable[..., object]
) -> None:
    """Some notices in each state, and channels that work and that do not."""
    now = timezone.now()
    tell(hong, subject=grid)
    outbox.mark_seen(person=hong)
    tell(hong, item="预警 0015：已超时，已转派出所", subject=village)
    outbox.settle(subject=village)
    tell(hong, item="预警 0019：请签收，还剩 3 分钟", url="/notices/")
    tell(hong, item="预警 0012：今天要回访", urgent=False, subject=grid)
    for owner in (hong, guan):
        for kind, facts in (
            ("wecom", {"sent_at": now}),
            ("mail", {"failures": 3, "retry_at": now}),
            ("dingtalk", {}),
        ):
            url = f"{kind}://4f6a2b-key-of-the-robot-9e01"
            Channel.objects.create(
                person=owner, kind=kind, url=url, created_at=now, **facts
            )
    Channel.objects.create(
        unit=village, kind="feishu", url="feishu://a-token-1234", created_at=now
    )


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_notices_and_channels_are_readable(
    told: None,
    hong: Person,
    guan: Person,
    sign_in: SignIn,
    assert_no_serious_fault: Callable[[Page], None],
    phone: bool,
) -> None:
    page = sign_in(hong, phone=phone)
    for path in ("/notices/", "/notices/?all=1", "/notices/channels/"):
        page.goto(path)
        assert_no_serious_fault(page)
    administrator = sign_in(guan, phone=phone)
    administrator.goto("/notices/channels/all/")
    assert_no_serious_fault(administrator)


def test_a_notice_leads_to_its_item_and_counts_as_seen(
    told: None, hong: Person, sign_in: SignIn
) -> None:
    page = sign_in(hong)
    page.goto("/notices/")
    page.get_by_role("link", name="预警 0019：请签收，还剩 3 分钟").click()
    expect(page.get_by_role("heading", name="通知")).to_be_visible()
    assert Notice.objects.get(item__startswith="预警 0019").seen_at
