from django import forms
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib import codes
from wuzha.organisation.forms.fields import DayField


class MerchantForm(forms.Form):
    account = forms.CharField(label=lazy("收款账号"), max_length=40)
    name = forms.CharField(label=lazy("商户名称"), max_length=60)
    source = forms.CharField(
        label=lazy("谁核实的、看了什么材料"),
        max_length=200,
        help_text=lazy("如：河口支行上门核实，营业执照和经营场所照片。"),
    )
    valid_to = DayField(
        label=lazy("从哪一天起失效"),
        help_text=lazy("到期自动失效，要重新核实。"),
        initial=None,
    )

    def clean_account(self) -> str:
        return codes.bank_account(self.cleaned_data["account"]).value
