from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuzha.accounts.models import BankAccount
from wuzha.monitoring.checking import answers_of
from wuzha.monitoring.models import AccountHolder, Hit
from wuzha.monitoring.states import CheckState
from wuzha.organisation.models import Unit, UnitKind


class CheckFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *CheckState.choices], required=False
    )


class HandOverForm(forms.Form):
    branch = forms.ModelChoiceField(
        label=_("开户网点"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("不在本县的银行"),
    )
    note = forms.CharField(label=_("核实情况"), required=False, max_length=200)

    def __init__(self, *args: Any, hit: Hit, **options: Any) -> None:
        super().__init__(*args, **options)
        branches = Unit.objects.valid(on=timezone.localdate()).filter(
            kind=UnitKind.BANK_BRANCH
        )
        branch = cast("forms.ModelChoiceField[Unit]", self.fields["branch"])
        branch.queryset = branches
        holder = AccountHolder.objects.holding(hit.suspect)
        named = holder and branches.filter(name=holder.bank_name).first()
        branch.initial = BankAccount.objects.branch_of(hit.suspect) or named


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("核查后做了什么"), widget=forms.RadioSelect)
    said = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        answer = cast(forms.ChoiceField, self.fields["answer"])
        answer.choices = [(one.value, one.label) for one in answers_of(unit)]
