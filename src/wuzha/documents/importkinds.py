"""What an area says of a table that can be imported."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, Self, TypeVar

from django.db import models

from wuzha.documents.columns import Columns, Values
from wuzha.documents.states import Planned
from wuzha.lib.words import Sentence


class Actor(Protocol):
    """A person, who lives on a higher floor."""

    @property
    def pk(self) -> Any: ...
    @property
    def username(self) -> str: ...


A = TypeVar("A", bound=Actor)
# A column, or "" for the row as a whole, and what is wrong there and what to do.
Fault = tuple[str, Sentence]


@dataclass(frozen=True)
class Plan:
    """What a row would do now. `key` is its natural key: two rows of a file that share
    one are the same thing. `errors` are sentences with the name of a column or "";
    `subject` is whatever `plan_row` found and `apply_row` needs."""

    outcome: Planned
    key: str = ""
    errors: Sequence[Fault] = ()
    subject: Any = None


@dataclass(frozen=True)
class Applied:
    """The object that a row created or changed, with its values before (empty when it
    was created) and after, as JSON."""

    label: str
    pk: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def to(
        cls,
        thing: models.Model,
        *,
        after: Mapping[str, Any],
        before: Mapping[str, Any] | None = None,
    ) -> Self:
        return cls(thing._meta.label, thing.pk, before or {}, after)


@dataclass(frozen=True, kw_only=True)
class ImportKind(Generic[A]):
    """What an area says of one of its tables.

    `plan_row` looks and changes nothing; a row that is there already is UNCHANGED, so
    that a second import of the same file does nothing. `apply_row` does what the plan
    says through the area's actions. `undo_row` takes it back, or raises Refused if the
    object is no longer as `applied.after` has it.
    """

    name: str
    title: str
    columns: Columns
    plan_row: Callable[[Values], Plan]
    apply_row: Callable[[Values, Plan, A], Applied]
    undo_row: Callable[[Applied, A], None]
    # What else is wrong with a row that has unreadable cells, which are None: so that
    # all of it is told at once. What it says of those cells again is left out.
    faults: Callable[[Values], Iterable[Fault]] = lambda values: ()
    # For tables of thousands of rows: the same for as many as the mechanics give. If
    # `apply_rows` is refused, each row goes on its own and says what is wrong with it.
    plan_rows: Callable[[Sequence[Values]], Sequence[Plan]] | None = None
    apply_rows: Callable[[Sequence[Plan], A], Sequence[Applied]] | None = None

    def plans(self, rows: Sequence[Values]) -> Sequence[Plan]:
        if self.plan_rows:
            return self.plan_rows(rows)
        return [self.plan_row(values) for values in rows]
