"""How long the running of a plan takes in a county of 3,500 units.

Makes the tree and a plan with 40 monthly duties of every unit in a database of its own
(a SQLite file, or the one that DATABASE_URL names), then times what the product itself
does: a year of expected reports, those of a day put on the desks with their clocks, the
completeness of the county and of a town, the pages of coverage and of the duties.

    python -m bench programme
    python tests/postgres.py python -m bench programme
"""

import argparse
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

TOWNS, VILLAGES, GRIDS = 20, 25, 6
FROM = date(2026, 1, 1)
LAST_DAY = date(2026, 12, 31)
BEGUN = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)
NOW = datetime(2026, 12, 30, 4, 0, tzinfo=UTC)
REPEATS = 3
YEAR = f"unit=1&first={FROM}&last={LAST_DAY}"


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench programme", description=__doc__)
    options.add_argument("--duties", type=int, default=40)
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as home:
        prepare(home)
        from django.db import connections

        measure(given.duties)
        connections.close_all()


def prepare(home: str) -> None:
    os.environ |= {
        "WUZHA_HOME": home,
        "WUZHA_SECRET": secrets.token_urlsafe(32),
        "WUZHA_LOG_LEVEL": "ERROR",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def measure(count: int) -> None:
    from django.db import connection
    from django.test import Client

    from wuzha.workplans.figures import completeness_within
    from wuzha.workplans.models import ExpectedReport

    county = tree()
    officer, clerk, worker, clockwork = people(county)
    plan = planned(county, officer, count)
    print(f"{connection.vendor}: {units_of(county)} units, {count} duties, 12 months")
    made, seconds = timed(lambda: year(plan, clockwork))
    print(f"expected reports of a year   {made:>9,} rows {seconds:8.1f} s")
    reported(ExpectedReport)
    opened, seconds = timed(lambda: opening(clockwork))
    print(f"put on the desks with clocks {opened:>9,} rows {seconds:8.1f} s")
    registered(clockwork)
    settle()
    town = county.children.first()
    month = (date(2026, 6, 1), date(2026, 6, 30))
    for name, unit, days in (
        ("completeness, county, year", county, (FROM, LAST_DAY)),
        ("completeness, county, month", county, month),
        ("completeness, town, year", town, (FROM, LAST_DAY)),
    ):
        best(name, partial(completeness_within, unit, *days, NOW))
    duty = plan.duties.first().get_absolute_url()
    for who, name, url in (
        (officer, "coverage", f"/plans/{plan.pk}/coverage/"),
        (officer, "duties", "/plans/duties/"),
        (officer, "expected reports", duty),
        (officer, "missing reports", f"{duty}?state=missing"),
        (officer, "who has reported, county", f"/reports/completeness/?{YEAR}"),
        (officer, "notice to the towns", f"/reports/papers/?kind=notice&{YEAR}"),
        (officer, "desk", "/"),
        (clerk, "duties, of a town", "/plans/duties/"),
        (clerk, "expected reports, of a town", duty),
        (clerk, "desk, of a town", "/"),
        (worker, "desk, of a grid", "/"),
    ):
        client = Client(headers={"host": "localhost"})
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        best(name, partial(asked, client, url))


def asked(client: Any, url: str) -> None:
    answer = client.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")


def tree() -> Any:
    """A county with its towns, villages and grids."""
    from wuzha.organisation.models import Unit

    county = layer([(None, "青石县")], "county")[0]
    towns = layer([(county, f"第{n}镇") for n in range(TOWNS)], "town")
    villages = layer(
        [(town, f"第{n}村") for town in towns for n in range(VILLAGES)], "village"
    )
    layer([(one, f"第{n}网格") for one in villages for n in range(GRIDS)], "grid")
    return Unit.objects.get(pk=county.pk)


def people(county: Any) -> list[Any]:
    """Somebody who sees it all, one of a town, one of a grid, and the machine."""
    from wuzha.organisation.models import Appointment, Person, Unit

    town = county.children.first()
    grid = Unit.objects.within(town).filter(kind="grid")[0]
    made = []
    for username, role, unit in (
        ("lin", "duty_officer", county),
        ("tan", "local_clerk", town),
        ("hong", "grid_worker", grid),
        ("clockwork", "clockwork", county),
    ):
        person = Person.objects.create(username=username, name=username)
        Appointment.objects.create(person=person, role=role, unit=unit, valid_from=FROM)
        made.append(person)
    return made


def layer(rows: list[tuple[Any, str]], kind: str) -> list[Any]:
    from wuzha.organisation.models import Unit

    made = Unit.objects.bulk_create(
        Unit(name=name, kind=kind, parent=parent, valid_from=FROM)
        for parent, name in rows
    )
    for unit in made:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    Unit.objects.bulk_update(made, ["path"], batch_size=500)
    return made


def units_of(county: Any) -> int:
    from wuzha.organisation.models import Unit

    return Unit.objects.within(county).count()


def planned(county: Any, person: Any, count: int) -> Any:
    """A confirmed plan whose duties ask every unit once a month."""
    from wuzha.organisation.models import Unit
    from wuzha.workplans.models import Duty, PlanItem, WorkPlan

    words = "\n".join(f"每月报送第{n}项进展。" for n in range(count))
    plan = WorkPlan.objects.create(
        unit=county,
        title="全年方案",
        year=2026,
        file_name="全年方案.txt",
        text=words,
        state="confirmed",
        uploaded_by=person,
        uploaded_at=NOW,
        confirmed_by=person,
        confirmed_at=NOW,
    )
    units = list(Unit.objects.within(county).values_list("pk", flat=True))
    through = Duty.units.through
    for position, line in enumerate(words.split("\n")):
        start = words.index(line)
        facts = {"text": line, "kind": "report", "per": "month"}
        item = PlanItem.objects.create(
            plan=plan,
            kind="duty",
            start=start,
            end=start + len(line),
            position=position,
            facts=facts,
            state="accepted",
            made_at=NOW,
        )
        duty = Duty.objects.create(
            plan=plan, item=item, on_holiday="before", valid_from=FROM, **facts
        )
        through.objects.bulk_create(
            (through(duty_id=duty.pk, unit_id=unit) for unit in units), batch_size=1_000
        )
    return plan


def year(plan: Any, clockwork: Any) -> int:
    """Of a plan that has run since the year began: of one that begins late nothing is
    owed that was due before."""
    from wuzha.workplans import actions

    return sum(
        actions.make_reports(duty=duty, until=until, by=clockwork)
        for duty in plan.duties.all()
        for until in (BEGUN, NOW)
    )


def reported(report: Any) -> None:
    """Eleven months are done, two in a hundred late, one missing."""
    rows = report.objects.filter(last__lt=date(2026, 12, 1)).exclude(pk__endswith="7")
    rows.update(state="reported", done_at=NOW, opened_at=NOW)
    late = report.objects.filter(state="reported", pk__endswith="33")
    late.update(state="late")
    report.objects.filter(last__lt=date(2026, 12, 1)).update(opened_at=NOW)
    report.objects.filter(duty__gt=report.objects.earliest("pk").duty_id).filter(
        last__gte=date(2026, 12, 1)
    ).update(opened_at=NOW)


def registered(clockwork: Any) -> None:
    from wuzha.reports import actions

    actions.register_duties(at=NOW, by=clockwork)


def settle() -> None:
    """What a running database does by itself after so many changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        is_postgres = connection.vendor == "postgresql"
        cursor.execute("VACUUM ANALYZE" if is_postgres else "ANALYZE")


def opening(clockwork: Any) -> int:
    from wuzha.workplans import actions

    total = 0
    while opened := actions.open_reports(at=NOW, most=500, by=clockwork):
        total += opened
    return total


def timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def best(name: str, work: Callable[[], Any]) -> None:
    """The middle of a few, after one that warms up."""
    work()
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    print(f"{name:<28} {sorted(seconds)[REPEATS // 2] * 1000:>9.0f} ms")


if __name__ == "__main__":
    main()
