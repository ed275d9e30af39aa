from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuzha.detection.files import TableError
from wuzha.earlywarnings.states import Grade
from wuzha.lib import codes, masking
from wuzha.lib.archives import MEGABYTE
from wuzha.monitoring.models import Hit
from wuzha.monitoring.scoring import read_score
from wuzha.monitoring.states import DismissCause, HitState, RuleState
from wuzha.transfers.uploads import forget_uploads, put_down, shown_name

MOST_MEGABYTES = 200
MOST_OF_A_SCORE = 50 * MEGABYTE


class HitFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"),
        choices=[
            *HitState.choices,
            (RuleState.TRIAL, _("试运行的命中")),
            ("", _("全部")),
        ],
        required=False,
    )
    rule = forms.ChoiceField(label=_("规则"), required=False)
    account = forms.CharField(label=_("账号"), required=False, max_length=40)

    def __init__(self, data: Any, *, rules: list[tuple[str, str]]) -> None:
        super().__init__(data)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101
        rule.choices = [("", _("全部")), *rules]

    def clean_account(self) -> str:
        typed: str = self.cleaned_data["account"]
        return codes.bank_account(typed).value if typed else ""


class TransfersForm(forms.Form):
    most_megabytes = MOST_MEGABYTES
    too_large = _("文件超过 %(most)d MB。请在服务器上用 wuzha monitor 研判。")
    file = forms.FileField(
        label=_("交易流水"),
        help_text=_("Parquet 或 CSV，含流水号、时间、付款账户、收款账户、金额。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".parquet", ".csv")):
            raise forms.ValidationError(
                _("只能读取 Parquet 或 CSV 文件，请先转换格式再上传。")
            )
        if file.size > self.most_megabytes * MEGABYTE:
            raise forms.ValidationError(self.too_large % {"most": self.most_megabytes})
        return file


class ScoreForm(forms.Form):
    file = forms.FileField(
        label=_("模型文件"), help_text=_("wuzha detect train 写出的文件。")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_OF_A_SCORE:
            raise forms.ValidationError(_("文件超过 50 MB，不是 wuzha 的评分模型。"))
        path = put_down(file)
        try:
            return read_score(path)
        except TableError as wrong:
            said = str(wrong).replace(path.name, shown_name(file.name))
            raise forms.ValidationError(said) from wrong
        finally:
            forget_uploads([path])


class StatementForm(TransfersForm):
    """Of one account."""

    most_megabytes = 5
    too_large = _("文件超过 %(most)d MB，请只导出这一个账户的流水。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = _("这个账户的流水")


class ConfirmForm(forms.Form):
    account = forms.ChoiceField(label=_("预警谁"), widget=forms.RadioSelect)
    grade = forms.ChoiceField(
        label=_("等级"),
        choices=Grade.choices,
        initial=Grade.HIGH,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("核实情况"), required=False, max_length=200)

    def __init__(self, *args: Any, hit: Hit, **options: Any) -> None:
        super().__init__(*args, **options)
        account = self.fields["account"]
        assert isinstance(account, forms.ChoiceField)  # noqa: S101
        account.choices = [(a, masking.bank_account(a)) for a in hit.victims]
        if len(hit.victims) == 1:
            account.initial = hit.victims[0]


class DismissForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("排除原因"), choices=DismissCause.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class HolderForm(forms.Form):
    """What the bank told on the phone."""

    account = forms.CharField(widget=forms.HiddenInput, max_length=40)
    name = forms.CharField(label=_("持有人姓名"), max_length=40)
    phone = forms.CharField(label=_("电话"), required=False, max_length=24)
    identity = forms.CharField(label=_("身份证号"), required=False, max_length=24)
    address = forms.CharField(
        label=_("住址（写到村、社区）"), required=False, max_length=200
    )
    bank_name = forms.CharField(label=_("开户行"), required=False, max_length=60)
    told_by = forms.CharField(label=_("由谁告知"), max_length=60)

    def clean_account(self) -> str:
        return codes.bank_account(self.cleaned_data["account"]).value

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        return _normal(codes.phone(typed)) if typed else ""

    def clean_identity(self) -> str:
        typed: str = self.cleaned_data["identity"]
        today = timezone.localdate()
        return _normal(codes.identity_number(typed, on=today)) if typed else ""


def _normal(checked: codes.Checked) -> str:
    if not checked.ok:
        raise forms.ValidationError(str(checked.problem))
    return checked.value
