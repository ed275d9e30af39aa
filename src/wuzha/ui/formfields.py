"""Fields that know codes and money: what is wrong stops the form, what only looks wrong
is said beside the field and kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib import codes, money
from wuzha.lib.codes import Checked
from wuzha.lib.refused import Refused
from wuzha.ui.times import said

Check = Callable[[str], Checked]
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


@contextmanager
def refusals_beside(field: str) -> Iterator[None]:
    """In a form's `clean`: what is refused is said beside the field."""
    try:
        yield
    except Refused as refused:
        raise ValidationError({field: said(refused.sentence)}) from refused


class CodeField(forms.CharField):
    """A phone, an account, an identity number. `warning` is of the last cleaning."""

    def __init__(self, *, check: Check, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=DIGITS))
        super().__init__(max_length=60, **options)
        self.check, self.warning = check, ""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed:
            return typed
        checked = self.check(typed)
        if checked.problem is not None:
            if not checked.ok:
                raise ValidationError(said(checked.problem))
            self.warning = said(checked.problem)
        return checked.value


class AccountField(CodeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(check=codes.bank_account, **options)


class PhoneField(CodeField):
    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.TextInput(attrs={**DIGITS, "type": "tel"})
        super().__init__(check=codes.phone, **options)


class IdentityField(CodeField):
    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(check=_identity, **options)


class BankCodeField(CodeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(check=codes.bank_line_number, **options)


class CentsField(forms.CharField):
    """Yuan as people write them, whole cents as we keep them; None when empty."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "data-unit": lazy("元")}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return money.cents(typed)
        except money.NotMoney as wrong:
            raise ValidationError(said(wrong.sentence)) from wrong

    def prepare_value(self, value: Any) -> Any:
        return money.plain_text(value) if isinstance(value, int) else value


class PositiveCentsField(CentsField):
    def clean(self, value: Any) -> Any:
        cents = super().clean(value)
        if cents == 0:
            raise ValidationError(_("金额要大于0。"))
        return cents


class MomentField(forms.DateTimeField):
    """A time in Shanghai, to the minute, that has already been."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Any:
        moment: datetime | None = super().clean(value)
        if moment and moment > timezone.now():
            raise ValidationError(_("这个时间还没有到，请核对日期和时刻。"))
        return moment


class CheckedForm(forms.Form):
    @property
    def warnings(self) -> dict[str, str]:
        """What `ui/_field.html` shows in amber."""
        return {
            name: field.warning
            for name, field in self.fields.items()
            if isinstance(field, CodeField) and field.warning
        }


def _identity(typed: str) -> Checked:
    return codes.identity_number(typed, on=timezone.localdate())
