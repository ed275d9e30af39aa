from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuzha.decisions.states import Answer, Ending

WAITING = "waiting"


class DecisionFilter(forms.Form):
    show = forms.ChoiceField(
        label=_("答复"),
        choices=[(WAITING, _("暂缓待核实")), ("", _("全部")), *Answer.choices],
        required=False,
    )
    account = forms.CharField(label=_("账号"), required=False, max_length=40)


class EndingForm(forms.Form):
    ending = forms.ChoiceField(label=_("核实结果"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("依据和经过"), max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, *, may_stop: bool) -> None:
        super().__init__(data)
        ending = self.fields["ending"]
        assert isinstance(ending, forms.ChoiceField)  # noqa: S101
        ending.choices = [(Ending.RELEASED, _("放行"))]
        if may_stop:
            ending.choices += [(Ending.STOPPED, _("不予转出"))]
