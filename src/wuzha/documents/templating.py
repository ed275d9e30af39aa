"""The sandbox that templates of papers run in.

A template may name fields, walk lists and ask whether something is there: no calls, no
attributes of objects, no arithmetic, a handful of filters. What it may not do is found
when it is parsed, whoever wrote it; how long and how large it gets is bounded when it
is rendered.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from jinja2 import StrictUndefined, Template, nodes
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

MOST_SECONDS: Final = 10.0
MOST_CHARACTERS: Final = 20_000_000
_DEEPEST_LOOP: Final = 2
_FILTERS: Final = ("default", "join", "length")
_TESTS: Final = ("defined", "undefined", "none", "odd", "even")
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length"})
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Keyword,
    nodes.Test,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)


class Missing(StrictUndefined):
    """A field that was not given is a sentence that names it, never an empty place."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Refused(
            N_(
                "文书模板用到的字段“{field}”没有内容，文书没有生成。"
                "请补全记录，或请管理员修改模板。"
            ),
            field=self._undefined_name,
        )

    __str__ = __iter__ = __len__ = __bool__ = _fail_with_undefined_error
    __eq__ = __ne__ = __hash__ = _fail_with_undefined_error


class BoundedTemplate(Template):
    """Renders piece by piece and stops when it takes too long or gets too large."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        until = time.monotonic() + MOST_SECONDS
        pieces: list[str] = []
        size = 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > MOST_CHARACTERS or time.monotonic() > until:
                raise Refused(
                    N_(
                        "文书内容太多，没有生成。"
                        "请缩小范围（例如缩短日期、减少单位）再试。"
                    )
                )
            pieces.append(piece)
        return "".join(pieces)


def shown(value: object) -> object:
    """A value as it stands on paper."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    if isinstance(value, str | int | Undefined):
        return value
    raise Refused(
        N_(
            "文书模板把一组内容当成一个字段使用，文书没有生成。"
            "请在模板中逐条（for）列出它的字段。"
        )
    )


class PaperEnvironment(ImmutableSandboxedEnvironment):
    template_class = BoundedTemplate

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Missing, finalize=shown)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Keys of records and places in lists; nothing that belongs to Python."""
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and argument in range(len(obj)):
            return obj[argument]
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _check(parsed, depth=0)
        return parsed


@dataclass
class FieldsUsed:
    """The paths of fields in a template: `title`, `unit.name`, `rows[].amount`."""

    paths: set[str] = field(default_factory=set)

    def walk(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        if isinstance(node, nodes.For):
            self._walk_loop(node, scope)
            return
        path = _path(node, scope)
        if path is not None:
            if path:
                self.paths.add(path)
            return
        for child in node.iter_child_nodes():
            self.walk(child, scope)

    def _walk_loop(self, loop: nodes.For, scope: Mapping[str, str]) -> None:
        self.walk(loop.iter, scope)
        over = _path(loop.iter, scope) or ""
        target = loop.target.name if isinstance(loop.target, nodes.Name) else ""
        inner = {**scope, target: f"{over}[]", "loop": ""}
        for child in (*loop.body, *([loop.test] if loop.test else [])):
            self.walk(child, inner)
        for child in loop.else_:
            self.walk(child, scope)


def fields_used(parsed: nodes.Template) -> set[str]:
    used = FieldsUsed()
    used.walk(parsed, {})
    return used.paths


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """The path of a name or of a part of it; "" for the loop's own facts."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        key: object = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        key = node.arg.value
    else:
        return None
    whole = _path(node.node, scope)
    return f"{whole}.{key}" if whole else whole


def _check(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise _forbidden(type(node).__name__, node.lineno)
    if isinstance(node, nodes.For):
        depth += 1
        if depth > _DEEPEST_LOOP or node.recursive:
            raise _forbidden("For", node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise _forbidden(node.name, node.lineno)
    for child in node.iter_child_nodes():
        _check(child, depth)


def _forbidden(what: str, line: int) -> Refused:
    return Refused(
        N_(
            "文书模板里有不允许的写法（{what}，约第 {line} 段）。"
            "模板里只能写字段、如果（if）和逐条（for，最多两层）。"
        ),
        what=what,
        line=line,
    )
