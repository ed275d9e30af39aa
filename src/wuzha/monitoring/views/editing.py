"""A rule is written or changed by filling in a form; seen in plain words before it is
kept as a draft."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.detection.rules.changes import changes, parts
from wuzha.detection.rules.tree import Rule
from wuzha.monitoring.actions import rules as actions
from wuzha.monitoring.forms.editor import ADD, Editor, blank_rule, grown
from wuzha.monitoring.models import RuleVersion
from wuzha.monitoring.rulebook import next_name
from wuzha.monitoring.states import RuleState
from wuzha.monitoring.testing import estimated
from wuzha.monitoring.views.rules import found_version, sees
from wuzha.organisation.access import Permission, require
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Unit

SAVE = "save"
# Asked while somebody types: the rule in words, and then its hits a day.
LIVE, COUNT = "live", "count"


@sees
def new_rule(request: PersonRequest) -> HttpResponse:
    require(request.user, Permission.RULES_EDIT, Unit.objects.root())
    return _edited(request, blank_rule(next_name()), None)


@sees
def edit_rule(request: PersonRequest, rule: str, version: int) -> HttpResponse:
    """A draft itself; of what is no draft any more a new version."""
    require(request.user, Permission.RULES_EDIT, Unit.objects.root())
    found = found_version(rule, version)
    return _edited(request, found.read, found)


def _edited(
    request: PersonRequest, begun: Rule, version: RuleVersion | None
) -> HttpResponse:
    asked = request.POST.get("do", "")
    data: QueryDict | None = request.POST if request.method == "POST" else None
    is_grown = data is not None and asked.startswith(ADD)
    if data is not None and is_grown:
        data = grown(data, asked.removeprefix(ADD))
    editor = Editor(data, rule=begun, is_new=version is None, is_kept=asked == SAVE)
    is_valid = data is not None and editor.is_valid()
    if is_valid and editor.why.is_valid():
        return redirect(_kept(request, editor, version))
    if is_grown and not is_valid:
        editor.hush()
    context = {
        "editor": editor,
        "form": editor.head,
        "begun": begun,
        "version": version,
        "is_draft": version is not None and version.state == RuleState.DRAFT,
        "parts": parts(editor.rule) if editor.rule else [],
        "changes": changes(begun, editor.rule) if editor.rule and version else [],
        "is_checked": data is not None and not is_grown,
        "is_live": asked in (LIVE, COUNT),
        "estimate": estimated(editor.rule) if editor.rule and asked == COUNT else None,
        "is_counted": asked == COUNT,
        "back_url": version.get_absolute_url()
        if version
        else reverse("monitoring:rules"),
        "back_label": begun.title if version else _("规则"),
    }
    return render(request, "monitoring/rule_edit.html", context)


def _kept(
    request: PersonRequest, editor: Editor, version: RuleVersion | None
) -> RuleVersion:
    assert editor.rule is not None  # noqa: S101
    why = editor.why.cleaned_data["why"]
    if version is not None and version.state == RuleState.DRAFT and version.pk:
        actions.change_draft(
            version=version, rule=editor.rule, why=why, by=request.user
        )
        return version
    return actions.make_version(rule=editor.rule, why=why, by=request.user)
