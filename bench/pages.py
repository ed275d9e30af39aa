"""How long the server takes for its lists and boards, by the WSGI application itself.

Each page is asked as somebody who has it in the menu, in one process and without a
network, some times to warm up and then so often that half and 95 % mean something.

    python -m bench.pages [--times N]       # on the database that DATABASE_URL names
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median, quantiles
from typing import Any
from wsgiref.util import setup_testing_defaults

import django

WARM_UP, TIMES = 3, 30
# Whom, which page; what stands in braces is looked up in the data.
PAGES = (
    ("zhiban", "/"),
    ("paichusuo", "/"),
    ("wangge", "/"),
    ("yinhang", "/"),
    ("zhiban", "/board/"),
    ("lingdao", "/board/"),
    ("zhuangan", "/board/"),
    ("zhiban", "/warnings/"),
    ("zhiban", "/warnings/?page=2"),
    ("zhiban", "/warnings/?show=overdue"),
    ("zhiban", "/warnings/?show=fed_back"),
    ("zhiban", "/warnings/?show=ended"),
    ("zhiban", "/warnings/?show=all&days=366"),
    ("zhiban", "/warnings/?show=all&part={town}&days=30"),
    ("zhiban", "/warnings/?show=all&q={phone}"),
    ("zhiban", "/warnings/triage/"),
    ("paichusuo", "/warnings/"),
    ("zhuangan", "/warnings/"),
    ("wangge", "/visits/"),
    ("zhiban", "/incidents/"),
    ("zhiban", "/incidents/?page=2"),
    ("paichusuo", "/incidents/"),
    ("xianju", "/stop-payments/"),
    ("xianju", "/freezes/"),
    ("yinhang", "/bank/"),
    ("zhiban", "/briefs/"),
    ("zhiban", "/briefs/{brief}/"),
    ("guanli", "/units/"),
    ("guanli", "/people/"),
    ("shenji", "/audit/"),
    ("zhiban", "/notices/"),
    ("zhiban", "/search/?q={phone}"),
    ("zhiban", "/warnings/{case}/"),
    ("zhiban", "/incidents/{incident}/"),
)
Get = Callable[[str, str], int]


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    options.add_argument("--times", type=int, default=TIMES)
    given = options.parse_args(arguments)
    django.setup()
    print(json.dumps(list(measured(given.times))))


def measured(times: int) -> Iterator[dict[str, Any]]:
    get, known = _browser(), _known()
    for username, path in PAGES:
        asked = path.format(**known)
        statuses = {get(username, asked) for _ in range(WARM_UP)}
        took = sorted(_timed(get, username, asked) for _ in range(times))
        yield {
            "page": f"{path} ({username})",
            "status": max(statuses),
            "median": median(took),
            "p95": quantiles(took, n=20)[-1],
        }


def _timed(get: Get, username: str, path: str) -> float:
    begun = time.perf_counter()
    get(username, path)
    return (time.perf_counter() - begun) * 1000


def _browser() -> Get:
    """Asks the application as the people of the demo, who are all signed in."""
    from wuzha.config.wsgi import application

    cookies = {username: _cookie(username) for username, _ in PAGES}

    def get(username: str, path: str) -> int:
        environ: dict[str, Any] = {"HTTP_HOST": "127.0.0.1"}
        setup_testing_defaults(environ)
        path_info, _, query = path.partition("?")
        environ |= {"PATH_INFO": path_info, "QUERY_STRING": query}
        environ["HTTP_COOKIE"] = cookies[username]
        answered: list[str] = []
        body = application(environ, lambda status, headers: answered.append(status))
        try:
            for _part in body:
                pass
        finally:
            body.close()
        return int(answered[0][:3])

    return get


def _cookie(username: str) -> str:
    from django.conf import settings
    from django.test import Client

    from wuzha.organisation.models import Person

    client = Client()
    person = Person.objects.get(username=username)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    methods = [{"method": name, "at": time.time()} for name in ("password", "mfa")]
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _known() -> dict[str, Any]:
    from django.utils import timezone

    from wuzha.briefs.actions import draw_up
    from wuzha.earlywarnings.models import Dissuasion
    from wuzha.incidents.models import Incident
    from wuzha.organisation.models import Person, Unit

    now = timezone.now()
    brief = draw_up(
        unit=Unit.objects.get(kind="county"),
        day=timezone.localdate(),
        at=now,
        by=Person.objects.get(username="zhiban"),
    )
    case = Dissuasion.objects.open().exclude(phone_key="").latest("received_at")
    return {
        "brief": brief.pk,
        "case": case.pk,
        "phone": case.phone,
        "incident": Incident.objects.latest("reported_at").pk,
        "town": Unit.objects.filter(kind="town").earliest("pk").pk,
    }


if __name__ == "__main__":
    main()
