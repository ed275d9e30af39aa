"""Logs as one JSON object a line, for whatever collects them. No personal data.

The message of an exception is left out, since it may quote a row; its kind and where it
came from are enough to find the fault. Long numbers in messages are masked.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from wuzha.lib.masking import numbers_in

PACKAGES = Path(__file__).resolve().parents[2]
FACTS = ("lane", "job", "step", "failure", "status_code", "seconds")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                "T", "milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": numbers_in(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__
            line["where"] = where(trace)
        return json.dumps(line, ensure_ascii=False, default=str)


def where(trace: TracebackType | None) -> list[str]:
    """File, line and function of each frame, the innermost last; no values."""
    return [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(PACKAGES):
        return path.relative_to(PACKAGES).as_posix()
    return "/".join(path.parts[-3:])


def configuration(level: str) -> dict[str, object]:
    """For `LOGGING` and for the application server alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "wuzha.config.logs.JsonFormatter"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        },
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            # Say what is sent where, and who signs in from which address.
            "apprise": {"level": "CRITICAL"},
            "axes": {"level": "CRITICAL"},
        },
    }
