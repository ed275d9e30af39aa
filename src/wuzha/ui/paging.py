"""Pages of long lists: nobody reads on to the end, and counting takes time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST_COUNTED = 1_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than it shows pages."""

    def _counted(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: MOST_COUNTED + 1].count()

    @property
    def count(self) -> int:
        if not hasattr(self, "_count"):
            self._count = self._counted()
        return self._count


def page_of(rows: QuerySet[Any], number: str | None, size: int) -> "Page[Any]":
    """With its rows read: what comes after works on a list."""
    page = BoundedPaginator(rows, size).get_page(number)
    page.object_list = list(page.object_list)
    return page


def total_text(page: "Page[Any]") -> str:
    """1,000+ for what was not counted to the end."""
    count = page.paginator.count
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"
