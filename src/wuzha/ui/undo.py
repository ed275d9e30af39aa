"""A deed just done, and the button that takes it back: instead of "are you sure"."""

from django.contrib import messages
from django.http import HttpRequest


def offer_undo(request: HttpRequest, sentence: str, url: str) -> None:
    """The next page says `sentence` beside a button that posts to `url`."""
    messages.success(request, sentence, extra_tags=f"undo:{url}")
