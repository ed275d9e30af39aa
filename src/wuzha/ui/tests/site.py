"""A tiny site for the browser tests: one person, a form, a board, a visit.

What it answers is told by `ANSWERS`; what was posted stands in `POSTED`. It needs no
database: the person is made up in each request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import include, path
from django.utils import timezone

from wuzha.ui import showcase, views

START = "{% load static wuzha_ui %}{% block title %}试{% endblock %}"


@dataclass
class Answers:
    """How the site behaves; each test begins with the plain case."""

    form: str = "saved"
    visit: str = "saved"
    person: str = "7"
    version: str = "1"
    turns: int = 0
    slow: float = 0
    limit: timedelta = timedelta(minutes=20)
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


ANSWERS = Answers()


def shown(
    request: HttpRequest, main: str, *, parent: str = "ui/base.html", **facts: Any
) -> HttpResponse:
    # The parts of a page in one string: {% extends %} must come first.
    text = f'{{% extends "{parent}" %}}{START}{main}'
    return HttpResponse(Template(text).render(RequestContext(request, facts)))


def of_somebody(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    def seen(request: HttpRequest) -> HttpResponse:
        request.user = get_user_model()(pk=7, username="chen", name="陈立民")
        return view(request)

    return login_not_required(seen)


def sheet(request: HttpRequest) -> HttpResponse:
    return shown(
        request, '{% block main %}{% include "ui/_print.html" %}{% endblock %}'
    )


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        ANSWERS.posted.append(("", request.POST.dict()))
        time.sleep(ANSWERS.slow)
        if ANSWERS.form == "broken":
            return shown(
                request,
                "{% block main %}<p data-sentence>没有保存</p>{% endblock %}"
                "{% block page_data %}data-refused{% endblock %}",
            )
        return redirect("/done/")
    return shown(
        request,
        """{% block main %}<form method="post" data-keep="sample">{% csrf_token %}
        <textarea name="story" aria-label="经过"></textarea>
        <label><input type="radio" name="result" value="met">已见面</label>
        <label><input type="checkbox" name="measure" value="app">卸载</label>
        <input type="password" name="secret" aria-label="密码">
        <input name="code" autocomplete="one-time-code" aria-label="验证码">
        <input name="identity" data-sensitive aria-label="证件">
        <button>提交</button></form>{% endblock %}""",
    )


def done(request: HttpRequest) -> HttpResponse:
    return shown(request, "{% block main %}<h1>已保存</h1>{% endblock %}")


def board(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Wuzha-Refresh"):
        ANSWERS.turns += 1
    return shown(
        request,
        """{% block scripts %}<script src="{% vendored 'idiomorph' %}" defer></script>
        <script type="module" src="{% static 'ui/refresh.js' %}"></script>{% endblock %}
        {% block main %}<section id="live" data-refresh="0.5">
        <span data-fresh></span><b id="turn">{{ turns }}</b>
        <a id="row" href="/done/?turn={{ turns }}">第 {{ turns }} 行</a>
        <input id="half" aria-label="备注" value=""></section>
        <p id="elsewhere">别处</p>{% endblock %}""",
        turns=ANSWERS.turns,
    )


def clock(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return shown(
        request,
        """{% block main %}{% clock due_at=due_at started_at=started_at name="见面" %}
        {% endblock %}""",
        due_at=now + ANSWERS.limit,
        started_at=now - timedelta(seconds=2),
    )


def visit(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _answered(request)
    return shown(
        request,
        """{% block page_data %}{% if kept %}data-offline-page{% endif %}{% endblock %}
        {% block main %}<form method="post" data-keep="visit" data-offline
        data-offline-title="周* 的走访">{% csrf_token %}
        <input type="hidden" name="version" value="1">
        <div class="field"><textarea name="story" aria-label="经过"></textarea></div>
        <button>保存</button></form>
        <form method="post" action="/out/" data-sign-out>{% csrf_token %}
        <button>退出</button></form>{% endblock %}""",
        kept="kept" in request.GET,
    )


def _answered(request: HttpRequest) -> HttpResponse:
    posted = request.POST.dict()
    ANSWERS.posted.append((request.headers["Idempotency-Key"], posted))
    if ANSWERS.visit == "late":
        return HttpResponse(status=503)
    if ANSWERS.visit == "invalid":
        errors = {"story": ["请写明经过。"]}
        return JsonResponse({"status": "invalid", "errors": errors}, status=422)
    if ANSWERS.visit == "refused":
        text = "{% block main %}<p data-sentence>这件事已经办结。</p>{% endblock %}"
        refused = shown(request, text)
        refused.status_code = 409
        return refused
    if posted["version"] != ANSWERS.version:
        rows = [{"label": "经过", "mine": posted["story"], "theirs": "同事已见面"}]
        return JsonResponse(
            {
                "status": "conflict",
                "sentence": "同事 14:05 已经记录。",
                "version": ANSWERS.version,
                "rows": rows,
            },
            status=409,
        )
    return JsonResponse({"status": "saved", "url": "/done/"})


def out(request: HttpRequest) -> HttpResponse:
    return shown(
        request, "{% block main %}<h1>已退出</h1>{% endblock %}", parent="ui/plain.html"
    )


@login_not_required
def pulse(request: HttpRequest) -> JsonResponse:
    said = {"person": ANSWERS.person, "csrf": get_token(request)}
    return JsonResponse({**said, "now": timezone.now().isoformat()})


ui = [
    path("pulse/", pulse, name="pulse"),
    path("worker.js", views.worker, name="worker"),
]
urlpatterns = [
    path("ui/", include((ui, "ui"))),
    path("out/", login_not_required(out)),
    *(
        path(f"{view.__name__}/", of_somebody(view))
        for view in (form, done, board, clock, visit, sheet)
    ),
    *(
        path(f"shown/{view.__name__}/", of_somebody(view))
        for view in (
            showcase.parts,
            showcase.rows,
            showcase.case,
            showcase.deed,
            showcase.visit,
        )
    ),
]
