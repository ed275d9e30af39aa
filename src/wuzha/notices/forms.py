from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.notices.messages import is_readable
from wuzha.notices.models import DigestHour
from wuzha.notices.states import SCHEMES, SELF_SERVICE, ChannelKind
from wuzha.ui.words import listed


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("渠道"), choices=ChannelKind.choices)
    url = forms.CharField(
        label=gettext_lazy("渠道地址"),
        max_length=500,
        help_text=gettext_lazy(
            "例如 wecombot://机器人密钥、dingtalk://令牌、feishu://令牌。"
            "保存后不再完整显示，更换时请重新填写。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, every_kind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not every_kind:
            field = self.fields["kind"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            field.choices = [(kind.value, kind.label) for kind in SELF_SERVICE]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind, url = given.get("kind"), given.get("url")
        if kind and url:
            schemes = SCHEMES[kind]
            if url.partition("://")[0].lower() not in schemes:
                self.add_error("url", _wrong_scheme(schemes))
            elif not is_readable(url):
                self.add_error(
                    "url",
                    _("这个地址读不懂。请核对是否完整，格式见该渠道的说明。"),
                )
        return given


class OwnerForm(forms.Form):
    """Whose channels are to be set."""

    owner = forms.CharField(
        label=gettext_lazy("给哪个单位或哪个人添加渠道"),
        max_length=80,
        help_text=gettext_lazy("填单位名称或编码，或人员的登录名或姓名。"),
    )


class DigestHoursForm(forms.Form):
    hours = forms.TypedMultipleChoiceField(
        label=gettext_lazy("汇总发送时间"),
        help_text=gettext_lazy(
            "不紧急的事项在这些钟点合并成一条发送；都不选则只在系统内显示。"
        ),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None) -> None:
        hours = list(DigestHour.objects.values_list("hour", flat=True))
        super().__init__(data, initial={"hours": hours})


def _wrong_scheme(schemes: frozenset[str]) -> str:
    known = listed(f"{scheme}://" for scheme in sorted(schemes))
    return _("这种渠道的地址应以 %(known)s 开头。") % {"known": known}
