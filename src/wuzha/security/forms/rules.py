from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from wuzha.organisation.access import Role
from wuzha.organisation.models import Person


class FactorRuleForm(forms.Form):
    valid_from = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("给大家留几天设置手机验证器，就选晚一点的日期。"),
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if role not in Role:
            raise Http404
        self.role = Role(role)
        self.fields["valid_from"].initial = timezone.localdate() + timedelta(days=7)


class TokenForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=Person.objects.filter(is_machine=True, is_active=True),
        label=gettext_lazy("机器账号"),
        help_text=gettext_lazy("没有合适的，请先在“人员”里新建机器账号。"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=60,
        help_text=gettext_lazy("例如：市局预警平台推送。"),
    )
    days = forms.ChoiceField(
        label=gettext_lazy("有效期"),
        choices=[
            ("90", gettext_lazy("90天")),
            ("180", gettext_lazy("180天")),
            ("365", gettext_lazy("一年")),
        ],
        initial="180",
    )
