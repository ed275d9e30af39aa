"""Gathers the static files of all areas into one folder, compressed, for whitenoise."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather() -> bool:
    """Only when something has changed since; returns whether it had to."""
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    state = _state()
    if stamp.is_file() and stamp.read_text("utf8") == state:
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state, "utf8")
    return True


def _state() -> str:
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
