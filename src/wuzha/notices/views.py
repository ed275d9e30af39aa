from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.notices import actions, outbox
from wuzha.notices.forms import ChannelForm, DigestHoursForm, OwnerForm
from wuzha.notices.models import Channel, Notice
from wuzha.organisation.access import Permission, may, require, visible_to
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Person, Unit

PAGE = 30


@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """One's own: what is open, the urgent first; on request everything, the newest
    first."""
    mine = Notice.objects.filter(person=request.user)
    everything = request.GET.get("all") == "1"
    rows = mine if everything else mine.open()
    order = ("-created_at", "-pk")
    page = Paginator(rows.order_by(*(() if everything else ("-urgent",)), *order), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "everything": everything,
        "unseen": Notice.objects.unseen().filter(person=request.user).exists(),
    }
    return render(request, "notices/list.html", context)


@require_safe
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """On to the item: `url` is a path of this service, checked when it was told."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    outbox.mark_seen(person=request.user, notice=notice)
    return redirect(notice.url)


@require_POST
def see_all(request: PersonRequest) -> HttpResponse:
    outbox.mark_seen(person=request.user)
    return redirect("notices:list")


def own_channels(request: PersonRequest) -> HttpResponse:
    return _channels(request, request.user)


def channels_of_person(request: PersonRequest, pk: int) -> HttpResponse:
    return _channels(request, get_object_or_404(_people(request.user), pk=pk))


def channels_of_unit(request: PersonRequest, pk: int) -> HttpResponse:
    return _channels(request, get_object_or_404(_units(request.user), pk=pk))


@require_safe
def find_owner(request: PersonRequest) -> HttpResponse:
    """To the channels of the one unit or person of that name."""
    require(request.user, Permission.SETTINGS_EDIT)
    form = OwnerForm(request.GET)
    name = form.cleaned_data["owner"] if form.is_valid() else ""
    people = _people(request.user).filter(Q(username=name) | Q(name=name))
    units = _units(request.user).filter(Q(code=name) | Q(name=name), valid_to=None)
    found: list[Person | Unit] = [*people[:2], *units[:2]] if name else []
    if len(found) == 1:
        return redirect(_page_of(found[0], request.user))
    facts = {"name": name}
    several = _("有不止一个“%(name)s”，请填编码或登录名。") % facts
    nobody = _("没有找到“%(name)s”，请核对名称、编码或登录名。") % facts
    messages.error(request, several if found else nobody)
    return redirect("notices:all_channels")


def all_channels(request: PersonRequest) -> HttpResponse:
    """For the administrator: the digest's hours, and every channel there is."""
    require(request.user, Permission.SETTINGS_EDIT)
    form = DigestHoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_digest_hours(hours=form.cleaned_data["hours"], by=request.user)
        messages.success(request, _("汇总发送时间已保存。"))
        return redirect("notices:all_channels")
    channels = _manageable(request.user).select_related("person", "unit")
    page = Paginator(channels.order_by("pk"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "form": form,
        "owner_form": OwnerForm(),
    }
    return render(request, "notices/all_channels.html", context)


@require_POST
def remove_channel(request: PersonRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(_reachable(request.user), pk=pk)
    actions.remove_channel(channel=channel, by=request.user)
    messages.success(request, _("渠道已删除。"))
    return redirect(_page_of(channel.owner, request.user))


@require_POST
def try_channel(request: PersonRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(_reachable(request.user), pk=pk)
    actions.try_channel(channel=channel, by=request.user)
    messages.success(request, _("测试消息正在发送，稍后刷新本页查看结果。"))
    return redirect(_page_of(channel.owner, request.user))


def _channels(request: PersonRequest, owner: Person | Unit) -> HttpResponse:
    every_kind = may(request.user, Permission.SETTINGS_EDIT)
    form = ChannelForm(request.POST or None, every_kind=every_kind)
    if request.method == "POST" and form.is_valid():
        actions.add_channel(owner=owner, by=request.user, **form.cleaned_data)
        messages.success(request, _("渠道已添加。请点“发测试消息”确认能收到。"))
        return redirect(_page_of(owner, request.user))
    context = {
        "owner": owner,
        "own": owner == request.user,
        "channels": owner.channels.all(),
        "form": form,
        "every_kind": every_kind,
        "verb": _("添加"),
    }
    return render(request, "notices/channels.html", context)


def _people(person: Person) -> QuerySet[Person]:
    """Whose channels an administrator may set."""
    people = Person.objects.filter(is_machine=False)
    path = "appointments__unit__path"
    return visible_to(person, Permission.SETTINGS_EDIT, people, path).distinct()


def _units(person: Person) -> QuerySet[Unit]:
    units = Unit.objects.all()
    return visible_to(person, Permission.SETTINGS_EDIT, units, "path")


def _page_of(owner: Person | Unit, reader: Person) -> str:
    if owner == reader:
        return reverse("notices:channels")
    name = "of_person" if isinstance(owner, Person) else "of_unit"
    return reverse(f"notices:{name}", args=[owner.pk])


def _manageable(person: Person) -> QuerySet[Channel]:
    """What an administrator may manage, of units and of people."""
    rows = Channel.objects.all()
    of_units = visible_to(person, Permission.SETTINGS_EDIT, rows)
    path = "person__appointments__unit__path"
    of_people = visible_to(person, Permission.SETTINGS_EDIT, rows, path)
    return rows.filter(
        Q(pk__in=of_units.values("pk")) | Q(pk__in=of_people.values("pk"))
    )


def _reachable(person: Person) -> QuerySet[Channel]:
    own = Channel.objects.filter(person=person)
    return Channel.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=_manageable(person).values("pk"))
    )
