"""What a bank's reply and a trace ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.incidents.models import Method
from wuzha.transfers.statements import read_statement
from wuzha.ui.formfields import refusals_beside

MOST_MEGABYTES = 50
MOST_HOPS, MOST_HOURS = 10, 24 * 30


class ReplyForm(forms.Form):
    bank_name = forms.CharField(label=lazy("哪家银行回复的"), max_length=80)
    file = forms.FileField(
        label=lazy("流水"),
        help_text=lazy(
            "Excel、CSV 或 Parquet。要有交易时间、金额，和付款账户、收款账户"
            "（或本方账户、对方账户、收付标志）。"
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("文件超过 %(most)d MB，请按账户或日期拆开再上传。")
                % {"most": MOST_MEGABYTES}
            )
        return file

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if file := asked.get("file"):
            with refusals_beside("file"):
                asked["statement"] = read_statement(file)
        return asked


class TraceForm(forms.Form):
    methods = forms.MultipleChoiceField(
        label=lazy("方法"),
        choices=Method,
        initial=[Method.FIFO, Method.HAIRCUT],
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("同一账户混有别人的钱时，按哪种算法认定转出的是谁的钱。"),
    )
    hops = forms.IntegerField(
        label=lazy("追踪层数（首层之后）"),
        min_value=0,
        max_value=MOST_HOPS,
        help_text=lazy("层数和小时数没有统一规定，所填为本县缺省。"),
    )
    hours = forms.IntegerField(
        label=lazy("追踪多少小时内的转账"), min_value=1, max_value=MOST_HOURS
    )
