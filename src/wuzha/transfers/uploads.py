"""Uploaded tables on their way: under a name of our own, and called as they came."""

import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile

from wuzha.transfers.store import folder

UPLOAD = "upload-"
LONGEST_NAME = 100


def put_down(file: "UploadedFile[bytes]") -> Path:
    """The name it came with is never used as a path."""
    suffix = Path(file.name or "").suffix.lower()
    path = folder() / f"{UPLOAD}{secrets.token_hex(8)}{suffix}"
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def shown_name(name: str) -> str:
    """What a file is called, to be read and never to be opened: without folders and
    what no screen shows; a long one keeps its end."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    legible = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    return legible.strip()[-LONGEST_NAME:]


def is_upload(path: Path) -> bool:
    return path.parent == folder() and path.name.startswith(UPLOAD)


def forget_uploads(paths: Iterable[Path]) -> None:
    """They were read. Files that were handed in otherwise stay where they are."""
    for path in paths:
        if is_upload(path):
            path.unlink(missing_ok=True)


def scratch(name: str) -> TemporaryDirectory[str]:
    """Room for a piece of work; what one that was killed left there goes."""
    prefix = f".{name}-"
    for left in folder().glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(dir=folder(), prefix=prefix)
