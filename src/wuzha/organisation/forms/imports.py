"""What an import asks for: a file, and where no one can guess, its titles."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.documents.columns import Columns, Mapped
from wuzha.documents.excel import SheetOutline
from wuzha.documents.imports import PlannedFile, plan_file
from wuzha.documents.models import ColumnMapping
from wuzha.documents.uploads import checked
from wuzha.organisation.importing import ImportDesk
from wuzha.ui.formfields import refusals_beside


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("Excel（xlsx、xls、ods）、CSV 或 JSONL。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.jsonl"}),
    )


class ImportForm(UploadForm):
    """With the column mappings that were saved for this table, once there are any. The
    file is read here: what is wrong with it stands beside it."""

    planned: PlannedFile
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("列名对照"),
        queryset=ColumnMapping.objects.none(),
        required=False,
        empty_label=gettext_lazy("自动识别"),
    )

    def __init__(self, *args: Any, desk: ImportDesk) -> None:
        super().__init__(*args)
        self._desk = desk
        kept = ColumnMapping.objects.filter(kind=desk.kind_name)
        self.fields["mapping"].queryset = kept  # type: ignore[attr-defined]
        if not kept.exists():
            del self.fields["mapping"]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if file := asked.get("file"):
            with refusals_beside("file"):
                upload = checked(file, name=file.name)
                kind = self._desk.kind()
                self.planned = plan_file(upload, kind, mapped=self.mapped)
        return asked

    @property
    def mapped(self) -> Mapped:
        mapping: ColumnMapping | None = self.cleaned_data.get("mapping")
        return mapping.mapping if mapping else {}


class MappingForm(forms.Form):
    """For each column of ours the title that it has in a file of theirs."""

    name = forms.CharField(
        label=gettext_lazy("给这个对照起个名字"),
        max_length=60,
        help_text=gettext_lazy("例如发来表格的单位；同名的会被覆盖。"),
    )
    prefix = "mapping"

    def __init__(
        self, data: Any, *, columns: Columns, titles: Sequence[str], found: Mapped
    ) -> None:
        super().__init__(data)
        self.titles = titles
        choices = [("", _("没有这一列")), *((title, title) for title in titles)]
        for column in columns:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=column.title,
                choices=choices,
                required=column.required,
                initial=found.get(column.name, ""),
            )

    @property
    def mapped(self) -> Mapped:
        chosen = {
            name.removeprefix("column_"): title
            for name, title in self.cleaned_data.items()
            if name.startswith("column_")
        }
        return {name: title for name, title in chosen.items() if title}


def best_of(outlines: Sequence[SheetOutline]) -> SheetOutline:
    """The visible sheet with the most titles that were recognised."""
    seen = [one for one in outlines if not one.is_hidden] or list(outlines)
    return max(seen, key=lambda one: (len(one.found), len(one.titles)))
