"""Which playbook is started."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from wuzha.workplans.models import Playbook


class StartForm(forms.Form):
    playbook = forms.ModelChoiceField(
        label=lazy("预案"),
        queryset=Playbook.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(
        self, *args: Any, playbooks: QuerySet[Playbook], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["playbook"].queryset = playbooks  # type: ignore[attr-defined]
