import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.series.models import Series

NUMBER = re.compile(r"(?:CB\d{4}-)?(\d{1,9})", re.I)
REASON = forms.Textarea(attrs={"rows": 3})


class SeriesFilter(forms.Form):
    q = forms.CharField(label=lazy("名称或编号"), required=False)
    followed = forms.BooleanField(label=lazy("只看我关注的"), required=False)


class NameForm(forms.Form):
    name = forms.CharField(label=lazy("名称"), max_length=60)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=lazy("理由"), widget=REASON, max_length=300)


class MergeForm(forms.Form):
    """Into another series, called by its number."""

    other = forms.CharField(
        label=lazy("并入哪一组（编号）"),
        max_length=20,
        help_text=lazy("形如 CB2026-00012，在串并列表里。"),
    )
    reason = forms.CharField(label=lazy("理由"), widget=REASON, max_length=300)

    def __init__(self, *args: Any, others: QuerySet[Series], **options: Any) -> None:
        super().__init__(*args, **options)
        self.others = others

    def clean_other(self) -> Series:
        found = NUMBER.fullmatch(self.cleaned_data["other"].strip())
        other = self.others.filter(pk=int(found[1])).first() if found else None
        if other is None:
            raise forms.ValidationError(
                _("没有这个编号的串并组。编号形如 CB2026-00012，请照列表里的填。")
            )
        return other


class SplitForm(forms.Form):
    members = forms.MultipleChoiceField(
        label=lazy("移出哪些"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=lazy("理由"), widget=REASON, max_length=300)

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["members"].choices = choices  # type: ignore[attr-defined]
