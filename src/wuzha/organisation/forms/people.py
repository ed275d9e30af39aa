from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.organisation.access import MACHINE_ROLES, UNITS_OF_ROLE, Role
from wuzha.organisation.figures import may_stand_in
from wuzha.organisation.forms.fields import (
    DayField,
    MobileField,
    MomentField,
    UnitField,
    UsernameField,
)
from wuzha.organisation.models import Appointment, Person, Unit

DEPUTIES = 3
ROLE = gettext_lazy("岗位")
UNIT = gettext_lazy("单位")


def _roles(unit: Unit | None = None, *, machine: bool = False) -> list[Any]:
    return [
        (role.value, role.label)
        for role in Role
        if (role in MACHINE_ROLES) is machine
        and (unit is None or unit.kind in UNITS_OF_ROLE[role])
    ]


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    phone = MobileField(label=gettext_lazy("手机号"), required=False)
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)


class NewPersonForm(PersonForm):
    username = UsernameField(
        label=gettext_lazy("用户名"),
        max_length=40,
        help_text=gettext_lazy("登录用，定了不能改。例如姓名拼音加数字。"),
    )
    unit = UnitField(label=UNIT, help_text=gettext_lazy("填编码或名称。"))
    role = forms.ChoiceField(label=ROLE)

    field_order = ("name", "username", "unit", "role", "phone", "email")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].units = units  # type: ignore[attr-defined]
        self.fields["role"].choices = _roles()  # type: ignore[attr-defined]


class NewMachineForm(forms.Form):
    username = UsernameField(label=gettext_lazy("用户名"), max_length=40)
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=40,
        help_text=gettext_lazy("对方系统的名称，例如：市局预警平台。"),
    )


class AppointForm(forms.Form):
    unit = UnitField(label=UNIT, help_text=gettext_lazy("填编码或名称。"))
    role = forms.ChoiceField(label=ROLE)
    valid_from = DayField(label=gettext_lazy("从哪一天起"))
    valid_to = DayField(
        label=gettext_lazy("到哪一天止（不含）"), required=False, initial=None
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], person: Person, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].units = units  # type: ignore[attr-defined]
        roles = _roles(machine=person.is_machine)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = DayField(label=gettext_lazy("从哪一天起不再任职"))


class _Colleagues(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Person) -> str:
        """Two may have one name."""
        facts = {"name": person.name, "username": person.username}
        return _("%(name)s（%(username)s）") % facts


class DeputiesForm(forms.Form):
    """First, second and third deputy, from those who work near."""

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = [d.person_id for d in appointment.deputies.order_by("rank")]
        labels = (
            gettext_lazy("第一代理人"),
            gettext_lazy("第二代理人"),
            gettext_lazy("第三代理人"),
        )
        for rank, label in enumerate(labels[:DEPUTIES]):
            self.fields[f"deputy_{rank}"] = _Colleagues(
                queryset=may_stand_in(appointment),
                label=label,
                empty_label=_("不设"),
                required=False,
                initial=now[rank] if rank < len(now) else None,
            )

    @property
    def people(self) -> list[Person]:
        given = (self.cleaned_data[f"deputy_{rank}"] for rank in range(DEPUTIES))
        return [person for person in given if person]


class LeaveForm(forms.Form):
    starts_at = MomentField(label=gettext_lazy("从"), initial=timezone.now)
    ends_at = MomentField(label=gettext_lazy("到"))


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("姓名、用户名或手机号"), required=False, max_length=40
    )
    unit = forms.CharField(label=UNIT, required=False, max_length=80)
    role = forms.ChoiceField(label=ROLE, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("账号"),
        required=False,
        choices=[
            ("", gettext_lazy("在用")),
            ("given", gettext_lazy("待首次登录")),
            ("none", gettext_lazy("未发密码")),
            ("off", gettext_lazy("已停用")),
            ("machine", gettext_lazy("机器账号")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = ("", gettext_lazy("全部"))
        self.fields["role"].choices = [everyone, *_roles()]  # type: ignore[attr-defined]
