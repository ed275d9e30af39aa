"""A table as the answer to a request."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import override

from wuzha.documents.columns import Columns
from wuzha.documents.sheets import Record, write_csv, write_sheet
from wuzha.organisation.words import in_county_words

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@in_county_words
def as_workbook(
    columns: Columns, records: Iterable[Record], *, name: str
) -> FileResponse:
    file = write_sheet(columns, records, title=name)
    return FileResponse(
        file, as_attachment=True, filename=f"{_dated(name)}.xlsx", content_type=EXCEL
    )


def as_csv(
    columns: Columns, records: Iterable[Record], *, name: str
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        _worded(write_csv(columns, records)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": (
                f"attachment; filename*=utf-8''{quote(_dated(name))}.csv"
            )
        },
    )


@in_county_words
def _dated(name: str) -> str:
    return f"{name}_{timezone.localdate():%Y%m%d}"


def _worded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    with override(settings.LANGUAGE_CODE):
        yield from chunks
