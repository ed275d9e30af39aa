"""Backup and restore of an SQLite database while people work; for PostgreSQL its own
tools do that better, and are named."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit import chain
from wuzha.config.words import CannotRun
from wuzha.jobs.heartbeat import DEAD_AFTER, last_beat

PAGES_AT_A_TIME = 2000
Progress = Callable[[int, int], None]


def back_up(folder: Path, progress: Progress) -> Path:
    """A whole, consistent copy, checked; returns its path."""
    source = _sqlite_file()
    folder.mkdir(parents=True, exist_ok=True)
    moment = timezone.localtime()
    target = folder / f"wuzha-{moment:%Y%m%d-%H%M%S}.sqlite3"
    if target.exists():
        raise CannotRun(_("%(file)s 已存在，请稍后再试。") % {"file": target})
    unfinished = target.with_suffix(".unfinished")
    _copy(source, unfinished, progress)
    _require_sound(unfinished)
    unfinished.rename(target)
    return target


def restore(backup: Path, progress: Progress) -> Path | None:
    """Puts the backup in place of the database; returns where the old one was kept."""
    target = _sqlite_file()
    if not backup.is_file():
        raise CannotRun(_("找不到备份文件 %(file)s。") % {"file": backup})
    _require_sound(backup)
    if target.exists():
        _require_stopped()
    connection.close()
    kept = _set_aside(target) if target.exists() else None
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(backup, target, progress)
    _require_fitting_secret()
    return kept


def _sqlite_file() -> Path:
    if connection.vendor != "sqlite":
        raise CannotRun(
            _(
                "数据库是 PostgreSQL，请用它自带的工具："
                "备份 pg_dump -Fc 库名 > wuzha.dump，"
                "恢复 pg_restore -d 库名 wuzha.dump。"
                "密钥 WUZHA_SECRET 另行备份。"
            )
        )
    return Path(settings.DATABASES["default"]["NAME"])


def _copy(source: Path, target: Path, progress: Progress) -> None:
    """Into one file, with no log beside it that could be left behind."""
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(
            new,
            pages=PAGES_AT_A_TIME,
            progress=lambda _status, left, total: progress(total - left, total),
        )
        new.execute("PRAGMA journal_mode=DELETE")


def _require_sound(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check").fetchone()[0]
            opened.execute("SELECT 1 FROM organisation_person LIMIT 1")
    except sqlite3.DatabaseError as broken:
        found = str(broken)
    if found != "ok":
        raise CannotRun(
            _("%(file)s 不是完好的无诈数据库：%(found)s。")
            % {"file": file, "found": found}
        )


def _require_stopped() -> None:
    beat = last_beat()
    if beat and timezone.now() - beat < DEAD_AFTER:
        raise CannotRun(
            _("服务还在运行，不能恢复。请先停止 wuzha serve，半分钟后再试。")
        )


def _set_aside(target: Path) -> Path:
    """With what SQLite keeps beside it: a log left there would be taken for the new."""
    with closing(sqlite3.connect(target)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = target.with_name(
        f"{target.name}.before-{timezone.localtime():%Y%m%d-%H%M%S}"
    )
    target.rename(kept)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    return kept


def _require_fitting_secret() -> None:
    if not chain.fits_the_secret():
        raise CannotRun(
            _(
                "数据库已恢复，但密钥 WUZHA_SECRET 不是备份当时的那一个，"
                "其中加密的数据打不开。请换成当时的密钥，再启动服务。"
            )
        )
