"""What an upload, a description and a choice of units ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.organisation.models import Unit
from wuzha.workplans.intake import LARGEST
from wuzha.workplans.matching import unit_words

NOBODY, THESE = "nobody", "units"
MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(
        label=lazy("方案文件"),
        help_text=lazy("Word（docx）、文本（txt）或带文字的 PDF，不超过20 MB。"),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.pdf"}),
    )
    unit = forms.ModelChoiceField(
        label=lazy("制定单位"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, units: QuerySet[Unit]) -> None:
        super().__init__(*args)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(
                _("文件超过 %d MB，请删去图片后再上传。") % (LARGEST // MEGABYTE)
            )
        return file


class DescriptionForm(forms.Form):
    title = forms.CharField(label=lazy("标题"), max_length=200)
    year = forms.IntegerField(
        label=lazy("年份"),
        min_value=2000,
        max_value=2100,
        required=False,
        help_text=lazy("原文没有写年份的日期，按这一年算。"),
    )


class SearchForm(forms.Form):
    q = forms.CharField(label=lazy("查找单位"), max_length=40, required=False)


class ChoiceForm(forms.Form):
    """Whom one name means: all of a kind, units of the tree, or nobody here. `shown`
    are the units to choose from; others that were chosen before are kept."""

    meant = forms.ChoiceField(label=lazy("指的是"))
    units = forms.ModelMultipleChoiceField(
        label=lazy("哪些单位"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=lazy("这里没有的，在上面查找。"),
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shown: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["meant"].choices = [  # type: ignore[attr-defined]
            (THESE, _("下面选的单位")),
            (NOBODY, _("不是本县的单位")),
            *((fan.key, fan.label) for fan in unit_words().fans),
        ]
        self.fields["units"].queryset = shown  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("meant") == THESE and not asked.get("units"):
            self.add_error("units", _("请选出单位，或改选上面的一类。"))
        return asked

    @property
    def choice(self) -> dict[str, Any]:
        meant = self.cleaned_data["meant"]
        if meant == THESE:
            return {"units": list(self.cleaned_data["units"])}
        return {} if meant == NOBODY else {"fan": meant}
