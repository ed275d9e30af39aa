"""The county's own templates are put in place, and taken back."""

from base64 import b64encode

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.documents.papertemplates import Fields, check_template
from wuzha.documents.uploads import Upload
from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import PaperTemplate, Person, Unit


@transaction.atomic
def put_template(
    *, kind: str, known: Fields, upload: Upload, by: Person
) -> PaperTemplate:
    """Refused when it could fetch or hide something, or shows what the paper does not
    have, which is `known`."""
    require(by, Permission.SETTINGS_EDIT, Unit.objects.root())
    report = check_template(upload, known=known)
    if not report.ok:
        raise Refused(
            _("模板里有系统没有的字段：%(fields)s。请对照字段表改正后再上传。")
            % {"fields": "、".join(report.unknown[:10])}
        )
    PaperTemplate.objects.in_force().filter(kind=kind).update(ended_at=timezone.now())
    template = PaperTemplate.objects.create(
        kind=kind,
        name=upload.name[:120],
        content=b64encode(upload.content).decode("ascii"),
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    record("template.put", by=by, subject=template, kind=kind)
    return template


@transaction.atomic
def take_back_template(*, kind: str, by: Person) -> None:
    """Back to the one that is shipped."""
    require(by, Permission.SETTINGS_EDIT, Unit.objects.root())
    rows = PaperTemplate.objects.in_force().filter(kind=kind)
    if not rows.update(ended_at=timezone.now()):
        raise Refused(_("现在用的就是自带的模板，不用恢复。"))
    record("template.taken_back", by=by, kind=kind)
