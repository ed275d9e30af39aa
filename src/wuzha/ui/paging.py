"""Pages of long lists: nobody reads on to the end, and counting takes time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_COUNTED = 1_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than it shows pages. It counts in the order of the rows, which
    an index gives; where the order is worked out for each row, give `counted`: the
    same rows without it."""

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        counted: QuerySet[Any] | None = None,
    ) -> None:
        super().__init__(rows, per_page)
        self._rows = rows if counted is None else counted

    @cached_property
    def count(self) -> int:
        return self._rows[: MOST_COUNTED + 1].count()


def page_of(
    rows: QuerySet[Any],
    number: str | None,
    size: int,
    *,
    counted: QuerySet[Any] | None = None,
) -> "Page[Any]":
    """With its rows read: what comes after works on a list."""
    page = BoundedPaginator(rows, size, counted).get_page(number)
    page.object_list = list(page.object_list)
    return page


def total_text(page: "Page[Any]") -> str:
    """1,000+ for what was not counted to the end."""
    count = page.paginator.count
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"
