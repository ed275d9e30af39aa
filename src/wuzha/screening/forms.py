from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuzha.lib.archives import MEGABYTE
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.models import Unit
from wuzha.screening.asking import LONGEST
from wuzha.screening.models import ListedKind
from wuzha.screening.models.listings import Side, why_not
from wuzha.screening.states import Answer, Labelling

LARGEST_PICTURE = 5 * MEGABYTE


def fraud_classes() -> list[tuple[str, Promise]]:
    return [(code, _(name)) for code, name in taxonomy().choices]


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("短信、聊天、通话内容、链接或号码"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("请把要判断的内容粘贴到这里。"),
            "max_length": _("内容超过两万字，请只贴可疑的一段。"),
        },
    )
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101
        unit.queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
        unit.initial = units[0] if units else None
        if len(units) == 1:
            unit.widget = forms.HiddenInput()


class CheckForm(forms.Form):
    """On the public page: a text or a picture, one of the two."""

    text = forms.CharField(
        label=_("把收到的短信、聊天、链接或号码粘贴在这里"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": _("内容超过两万字，请只贴可疑的一段。")},
    )
    picture = forms.FileField(
        label=_("或者选一张截图"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": _("图片是空的，请重新截图。")},
    )

    def clean_picture(self) -> "UploadedFile[bytes] | None":
        picture: UploadedFile[bytes] | None = self.cleaned_data["picture"]
        if picture and (picture.size or 0) > LARGEST_PICTURE:
            raise forms.ValidationError(_("图片超过 5 MB，请只截有文字的一屏。"))
        return picture

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("text") or cleaned.get("picture")):
            self.add_error("text", _("请粘贴内容，或者选一张截图。"))
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("凭码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class ListedForm(forms.Form):
    """A number, link or sender."""

    kind = forms.ChoiceField(
        label=_("种类"), choices=ListedKind.choices, initial=ListedKind.NUMBER
    )
    value = forms.CharField(label=_("号码、网址或签名"), max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value")
        side = cleaned.get("side", "")
        if kind and value and (reason := why_not(kind, value, side)):
            self.add_error("value", _(reason))
        return cleaned


class AppealForm(ListedForm):
    reason = forms.CharField(
        label=_("为什么说标错了"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("说明是谁的、作什么用、怎么核实。不用写姓名。"),
    )


class ListingForm(ListedForm):
    side = forms.ChoiceField(label=_("怎么处理"), choices=Side.choices)
    source = forms.CharField(
        label=_("来源和理由"),
        max_length=200,
        help_text=_("例如：某年某月某日，经运营商核实。"),
    )


class ListedFilter(forms.Form):
    value = forms.CharField(label=_("号码、网址或签名"), max_length=300, required=False)


class DecisionForm(forms.Form):
    answer = forms.CharField(
        label=_("给申诉人的答复"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明核实的经过和结论，申诉人凭码能看到。"),
    )


class VerdictFilter(forms.Form):
    verdict = forms.ChoiceField(
        label=_("结论"), choices=[("", _("全部")), *Answer.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("标注"), choices=[("", _("全部")), *Labelling.choices], required=False
    )


class ResultFilter(forms.Form):
    verdict = forms.ChoiceField(
        label=_("结论"), choices=[("", _("全部")), *Answer.choices], required=False
    )
    fraud_class = forms.ChoiceField(label=_("类别"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fraud_class = self.fields["fraud_class"]
        assert isinstance(fraud_class, forms.ChoiceField)  # noqa: S101
        fraud_class.choices = [("", _("全部")), *fraud_classes()]


class ImportedFilter(forms.Form):
    differs = forms.BooleanField(label=_("只看与模型结论相反的"), required=False)


class LabelForm(forms.Form):
    is_fraud = forms.TypedChoiceField(
        label=_("这段内容"),
        choices=[("yes", _("是诈骗")), ("no", _("不是诈骗"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    fraud_class = forms.ChoiceField(label=_("类别"), required=False)
    note = forms.CharField(label=_("理由"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fraud_class = self.fields["fraud_class"]
        assert isinstance(fraud_class, forms.ChoiceField)  # noqa: S101
        fraud_class.choices = [("", _("说不准")), *fraud_classes()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_fraud") is False:
            cleaned["fraud_class"] = ""
        return cleaned
