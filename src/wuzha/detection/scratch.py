"""Where a long run keeps what it has finished, to go on from there when cut off."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(out: Path, facts: Sequence[object]) -> Iterator[Path]:
    """A folder of the run that has these facts: the same again after a sudden end.

    What an earlier run with other facts left is cleared away.
    """
    name = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    folder = out.parent / f".{out.name}.{name}"
    for left in out.parent.glob(f".{out.name}.*"):
        if left != folder and left.is_dir():
            shutil.rmtree(left)
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    except KeyboardInterrupt:
        raise
    except BaseException:
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


def once(path: Path, make: Callable[[Path], None]) -> Path:
    """The file, made now unless an earlier run has finished it."""
    if not path.exists():
        part = path.with_name(f"{path.name}.part")
        make(part)
        part.replace(path)
    return path


def fingerprint(paths: Sequence[Path | None]) -> list[object]:
    """Changes when a file does; a folder is all its files."""
    found: list[object] = []
    for path in paths:
        if path is not None and path.is_dir():
            found.append(fingerprint(sorted(path.rglob("*.toml"))))
        elif path is not None and path.exists():
            stat = path.stat()
            found.append((str(path.resolve()), stat.st_size, stat.st_mtime_ns))
        else:
            found.append(str(path))
    return found
