"""The cast is at hand for every test, in the areas as well as in tests/."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

pytest_plugins = ["tests.tables", "tests.cast", "tests.browser", "tests.emptying"]
ANOTHER_DATABASE = ("only SQLite", "only PostgreSQL")
# The second run, on PostgreSQL, is of what can be otherwise there.
ONLY_DATABASE = bool(os.environ.get("WUZHA_TEST_ONLY_DATABASE"))
WITH_DATABASE = {"db", "transactional_db", "django_db_setup", "client", "live_server"}


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    """A request in English leaves its language with the thread."""
    yield
    translation.deactivate()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if ONLY_DATABASE:
        config.hook.pytest_deselected(items=[i for i in items if not depends(i)])
        items[:] = filter(depends, items)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nothing of it is garbage that
    would have to be looked for again and again, and a test leaves little of it."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def depends(item: pytest.Item) -> bool:
    """On the database. A browser meets the same answers on any: those it asks for are
    asked for by the table of who gets in."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if "browser" in fixtures or item.get_closest_marker("once"):
        return False
    return bool(item.get_closest_marker("django_db") or WITH_DATABASE & fixtures)


def pytest_unconfigure() -> None:
    # Libraries complain of what is still there at the very end.
    gc.unfreeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where CI says that everything is to run, a test skipped for want of a part (a
    browser, a server) is a failure. What only one database can do says so."""
    if not os.environ.get("CI"):
        return
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [
        report
        for report in reporter.stats.get("skipped", [])
        if not any(reason in str(report.longrepr) for reason in ANOTHER_DATABASE)
    ]
    for report in skipped:
        reporter.write_line(f"SKIPPED though CI is set: {report.nodeid}", red=True)
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
