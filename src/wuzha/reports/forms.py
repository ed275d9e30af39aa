"""What is asked of whoever looks at figures and fills in reports."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit, UnitKind
from wuzha.reports.contents import PaperKind, Words, usual_period
from wuzha.reports.figures import FIGURES
from wuzha.reports.models import AskedField, BasisKind, FieldKind
from wuzha.workplans.kinds import Per
from wuzha.workplans.models import WorkPlan

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class WhereAndWhenForm(forms.Form):
    """A part of the tree and a stretch of days."""

    unit = forms.ModelChoiceField(label=lazy("单位"), queryset=Unit.objects.all())
    first = forms.DateField(label=lazy("自"), widget=DAY)
    last = forms.DateField(label=lazy("至"), widget=DAY)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("first"), asked.get("last")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise ValidationError(_("开始的日子在结束的日子之后，请对调。"))
        return asked

    @property
    def period(self) -> Period:
        asked = self.cleaned_data
        return Period.custom(asked["first"], asked["last"])


class SeenForm(forms.Form):
    """`seen` is the version of the report that the page showed; 0 for none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FilingForm(SeenForm):
    """What no record tells is asked; to be put away it need not be complete."""

    note = forms.CharField(
        label=lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("情况、问题、打算。不写个人信息。"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Sequence[AskedField] = (),
        entries: Mapping[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        is_kept = data is not None and "keep" in data
        self.asked = asked
        for field in asked:
            shape = _shape(field)
            shape.required = not is_kept
            shape.initial = (entries or {}).get(str(field.pk))
            self.fields[_name(field)] = shape
        self.order_fields([*map(_name, asked), "note", "seen"])

    @property
    def entries(self) -> dict[str, str]:
        """By the key of the field; what was left empty is not there."""
        typed = {str(one.pk): self.cleaned_data.get(_name(one)) for one in self.asked}
        return {key: str(text) for key, text in typed.items() if text not in (None, "")}


class CountForm(SeenForm):
    corrected = forms.IntegerField(label=lazy("更正为"), min_value=0)
    reason = forms.CharField(label=lazy("原因"), max_length=200)


class AmountForm(SeenForm):
    corrected = forms.DecimalField(
        label=lazy("更正为（元）"), min_value=0, max_digits=14, decimal_places=2
    )
    reason = forms.CharField(label=lazy("原因"), max_length=200)

    def clean_corrected(self) -> int:
        return int(self.cleaned_data["corrected"] * 100)


class ReasonForm(SeenForm):
    reason = forms.CharField(
        label=lazy("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskingForm(forms.Form):
    """`owners` and `places` are the units that the person may register for."""

    title = forms.CharField(label=lazy("要求填报什么"), max_length=200)
    owner_unit = forms.ModelChoiceField(
        label=lazy("谁负责"), queryset=Unit.objects.none(), empty_label=None
    )
    basis_kind = forms.ChoiceField(label=lazy("依据"), choices=BasisKind.choices)
    basis = forms.CharField(
        label=lazy("依据的名称和条款"),
        max_length=300,
        help_text=lazy("如法律名称和条款、方案条款、文号。"),
    )
    per = forms.ChoiceField(label=lazy("多久一次"), choices=Per.choices)
    within = forms.ModelChoiceField(
        label=lazy("在哪个范围"), queryset=Unit.objects.none(), empty_label=None
    )
    kinds = forms.MultipleChoiceField(
        label=lazy("哪类单位填"),
        choices=UnitKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = forms.DateField(label=lazy("从哪天起"), widget=DAY)
    ends_on = forms.DateField(
        label=lazy("到哪天止"), widget=DAY, help_text=lazy("到期自动停止。")
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner_unit", "within"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]


class FieldForm(forms.Form):
    label = forms.CharField(label=lazy("填什么"), max_length=60)
    kind = forms.ChoiceField(label=lazy("类型"), choices=FieldKind.choices)
    minutes = forms.IntegerField(
        label=lazy("每次要花几分钟"), min_value=1, max_value=480
    )
    ranked = forms.BooleanField(label=lazy("要按它排名"), required=False)
    photo = forms.BooleanField(label=lazy("每次都要照片"), required=False)
    law = forms.CharField(
        label=lazy("法律依据"),
        max_length=200,
        required=False,
        help_text=lazy("按安装、登录、照片排名，或每次都要照片，须有法律依据。"),
    )


class FiguresForm(forms.Form):
    keys = forms.MultipleChoiceField(
        label=lazy("报表带出的指标"),
        choices=lambda: [(key, one.label) for key, one in FIGURES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=lazy("都不选，就按职责的文字自动选。"),
    )
    by_levels = forms.TypedChoiceField(
        label=lazy("怎么审核"),
        choices=[
            ("", lazy("按职责的文字")),
            ("yes", lazy("逐级：中间各级先审核，再报最后接收的单位")),
            ("no", lazy("直接报接收单位")),
        ],
        coerce=lambda typed: typed == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class EndForm(forms.Form):
    reason = forms.CharField(label=lazy("原因"), max_length=200)


class ComplaintForm(forms.Form):
    words = forms.CharField(
        label=lazy("哪里不合适"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    anonymous = forms.BooleanField(
        label=lazy("不留姓名"),
        required=False,
        help_text=lazy(
            "勾选后不记录您是谁，审计里也没有；看不到答复通知，可回到这里看。"
        ),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=lazy("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PaperForm(forms.Form):
    """Which paper, of whom and when; the words that a person adds. Without days it is
    the last period of its kind."""

    kind = forms.ChoiceField(
        label=lazy("种类"), choices=PaperKind.choices, initial=PaperKind.WEEKLY
    )
    unit = forms.ModelChoiceField(
        label=lazy("单位"), queryset=Unit.objects.none(), empty_label=None
    )
    plan = forms.ModelChoiceField(
        label=lazy("方案"),
        queryset=WorkPlan.objects.none(),
        required=False,
        help_text=lazy("专项行动报告要选。"),
    )
    first = forms.DateField(
        label=lazy("自"),
        widget=DAY,
        required=False,
        help_text=lazy("起止都不填，取上一个完整的周或月。"),
    )
    last = forms.DateField(label=lazy("至"), widget=DAY, required=False)
    number = forms.CharField(
        label=lazy("文号或期号"),
        max_length=60,
        required=False,
        help_text=lazy("如 第12期，或 反诈办〔2026〕12号。"),
    )
    addressee = forms.CharField(label=lazy("主送"), max_length=200, required=False)
    demands = forms.CharField(
        label=lazy("工作要求"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    copies = forms.CharField(label=lazy("抄送"), max_length=200, required=False)

    def __init__(
        self, *args: Any, units: QuerySet[Unit], plans: QuerySet[WorkPlan]
    ) -> None:
        super().__init__(*args)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("first"), asked.get("last")
        if (first is None) is not (last is None):
            raise ValidationError(_("起止日期要么都填，要么都不填。"))
        if first and last and first > last:
            raise ValidationError(_("开始的日子在结束的日子之后，请对调。"))
        if asked.get("kind") == PaperKind.SPECIAL and not asked.get("plan"):
            self.add_error("plan", _("专项行动报告要选一份方案。"))
        return asked

    def period(self, today: date) -> Period:
        asked = self.cleaned_data
        if asked["first"]:
            return Period.custom(asked["first"], asked["last"])
        return usual_period(asked["kind"], today)

    @property
    def words(self) -> Words:
        asked = self.cleaned_data
        named = ("number", "addressee", "demands", "copies")
        return Words(**{name: asked[name] for name in named})


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=lazy("Word 模板（.docx）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )


def _name(field: AskedField) -> str:
    return f"field_{field.pk}"


def _shape(field: AskedField) -> forms.Field:
    if field.kind == FieldKind.NUMBER:
        return forms.IntegerField(label=field.label, min_value=0)
    help_text = _("写明照片存放处。") if field.photo else ""
    return forms.CharField(label=field.label, max_length=300, help_text=help_text)
