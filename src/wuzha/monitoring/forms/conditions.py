"""A condition as people fill it in: rows that all hold or one of which does, or a line
of the rule language where rows do not do."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuzha.detection.rules.conditions import (
    IS,
    IS_NOT,
    Joined,
    Row,
    row_line,
    rows_of,
)
from wuzha.detection.rules.expressions import LONGEST, ExpressionError, parse
from wuzha.detection.rules.tree import OPPOSITES, Expression, Kind
from wuzha.detection.rules.words import OPERATOR_WORDS
from wuzha.detection.rules.writer import expression_line
from wuzha.ui.times import said

LINE = "line"
OPERATORS = (
    *((sign, OPERATOR_WORDS.get(sign, sign)) for sign in OPPOSITES),
    (IS, gettext_lazy("是")),
    (IS_NOT, gettext_lazy("不是")),
)
MOST_ROWS = 12
ROW = [field.name for field in fields(Row)]

Names = list[tuple[str, str]]
"""What can be compared: its name in the language, and what people call it."""


class Dropdown(forms.Select):
    """Stays one in a row, where few choices would be drawn as buttons."""


class JoinedForm(forms.Form):
    joined = forms.ChoiceField(
        label=gettext_lazy("这些条件"),
        choices=(
            (Joined.ALL, gettext_lazy("全部满足")),
            (Joined.ANY, gettext_lazy("满足一条")),
            (LINE, gettext_lazy("写成算式")),
        ),
        initial=Joined.ALL,
        widget=forms.RadioSelect,
    )
    line = forms.CharField(
        label=gettext_lazy("算式"),
        help_text=gettext_lazy(
            "选“写成算式”时填写，如 amount >= 50% * received and new_payee。"
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RowForm(forms.Form):
    left = forms.ChoiceField(label=gettext_lazy("什么"), required=False)
    plus = forms.ChoiceField(label=gettext_lazy("加上"), required=False)
    operator = forms.ChoiceField(
        label=gettext_lazy("怎样比"), choices=OPERATORS, required=False
    )
    value = forms.CharField(label=gettext_lazy("多少"), required=False, max_length=50)
    times = forms.ChoiceField(label=gettext_lazy("乘以"), required=False)

    def __init__(self, *args: Any, names: Names, **options: Any) -> None:
        super().__init__(*args, **options)
        for field, nothing in (("left", _("（不用）")), ("plus", "—"), ("times", "—")):
            choice = cast(forms.ChoiceField, self.fields[field])
            choice.choices = [("", nothing), *names]

    @property
    def row(self) -> Row | None:
        typed = {name: self.cleaned_data.get(name, "") for name in ROW}
        return Row(**typed) if typed["left"] else None

    def line(self, kinds: Mapping[str, Kind]) -> str:
        """Checked by itself, so that its error stands beside it."""
        row = self.row
        line = row_line(row, kinds) if row else ""
        try:
            if line and parse(line, kinds).kind is not Kind.FLAG:
                self.add_error("operator", _("请选择怎样比。"))
        except ExpressionError as wrong:
            self.add_error("value", said(wrong.args[0]))
        return line


RowSet = forms.formset_factory(RowForm, extra=1, max_num=MOST_ROWS)


class Conditions:
    """The two together. `kinds` are of what may be compared."""

    def __init__(
        self,
        data: Any,
        *,
        prefix: str,
        names: Names,
        kinds: Mapping[str, Kind],
        begin: Expression | None = None,
    ) -> None:
        self.prefix, self.kinds = prefix, kinds
        fitting = rows_of(begin) if begin else (Joined.ALL, [])
        how = {"joined": LINE, "line": expression_line(begin)} if begin else {}
        if fitting is not None:
            how = {"joined": fitting[0]}
        self.how = JoinedForm(data, prefix=prefix, initial=how)
        self.rows = RowSet(
            data,
            prefix=f"{prefix}-rows",
            form_kwargs={"names": names},
            initial=[asdict(row) for row in fitting[1]] if fitting else [],
        )
        self.line = ""

    def is_valid(self) -> bool:
        if not all([self.how.is_valid(), self.rows.is_valid()]):
            return False
        joined = self.how.cleaned_data["joined"]
        if joined == LINE:
            self.line = self.how.cleaned_data["line"].strip()
            return True
        lines = [form.line(self.kinds) for form in self.rows.forms]
        self.line = f" {joined} ".join(filter(None, lines))
        return not any(form.errors for form in self.rows.forms)

    def add_error(self, why: str) -> None:
        self.how.add_error("line", why)
