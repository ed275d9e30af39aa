"""What a command says to whoever runs it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext

# How a command ends.
FINE, FAULTS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130


class CannotRun(Exception):
    """A command cannot do its work; the message is a sentence that says why."""


def said(text: str) -> str:
    """In the reader's language (WUZHA_LANGUAGE); as it stands while the settings cannot
    be read, so that help is always there."""
    try:
        return gettext(text)
    except ImproperlyConfigured:
        return text


def language() -> str:
    return os.environ.get("WUZHA_LANGUAGE", "zh-hans")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
