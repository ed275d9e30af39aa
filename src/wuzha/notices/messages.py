"""The one place from which something leaves the machine: a text to a channel's address,
through Apprise."""

from collections.abc import Sequence
from dataclasses import dataclass

import apprise
from django.conf import settings

from wuzha.notices.models import Notice
from wuzha.organisation.words import kept

MOST_LINES = 30
# Nothing is kept on disk, nothing is loaded from elsewhere.
ASSET = apprise.AppriseAsset(
    app_id="Wuzha",
    app_desc="Wuzha",
    async_mode=False,
    plugin_paths=[],
    storage_mode=apprise.PersistentStoreMode.MEMORY,
)


@dataclass(frozen=True)
class Message:
    title: str
    body: str


def message_of(notices: Sequence[Notice]) -> Message:
    """One text that names every item once: only items and paths, no personal data."""
    urgent = any(notice.urgent for notice in notices)
    items = list(dict.fromkeys((notice.item, notice.url) for notice in notices))
    lines = [
        f"· {item} {settings.PUBLIC_URL}{url}" if settings.PUBLIC_URL else f"· {item}"
        for item, url in items[:MOST_LINES]
    ]
    if len(items) > MOST_LINES:
        left_out = len(items) - MOST_LINES
        lines.append(kept("另有 %(number)d 项，请登录查看。", number=left_out))
    title = kept("无诈：有事项需要马上处理") if urgent else kept("无诈：待办汇总")
    return Message(title, "\n".join(lines))


def greeting() -> Message:
    return Message(
        kept("无诈：通知渠道测试"), kept("收到这条消息，说明这个渠道可以使用。")
    )


def is_readable(url: str) -> bool:
    return apprise.Apprise.instantiate(url, asset=ASSET) is not None


def send(url: str, message: Message) -> bool:
    """False when the address is wrong or the other side did not take it."""
    messenger = apprise.Apprise(asset=ASSET)
    if not messenger.add(url):
        return False
    return bool(messenger.notify(title=message.title, body=message.body))
