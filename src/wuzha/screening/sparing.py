"""So much from one network address in so many minutes: texts are cheap, pictures dear.

Of the address only a keyed hash is held, in memory, under another key in each window.
"""

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from wuzha.lib import params
from wuzha.privacy.fields import blind_index
from wuzha.security.adapters import client_address


def spend(request: HttpRequest, cost: str) -> bool:
    """Whether the address had that much left; `cost` names the parameter."""
    now = timezone.now()
    minutes = setting("window_minutes")
    window = int(now.timestamp()) // (minutes * 60)
    hashed = blind_index("network", f"{window} {client_address(request)}")
    key = f"screening:{hashed}"
    held = caches["strangers"]
    held.add(key, 0, minutes * 60)
    spent: int = held.incr(key, setting(cost))
    return spent <= setting("budget")


def setting(name: str) -> int:
    return params.value(f"public_check.{name}", on=timezone.localdate()).whole
