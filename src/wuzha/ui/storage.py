"""Static files under names that change with their content: kept for ever."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """`STORAGES["staticfiles"]`. Scripts import one another by hashed name, too."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        # Not used, and its extensions import files that it does not bring along.
        ours = {k: v for k, v in paths.items() if not k.startswith("django_htmx/")}
        yield from super().post_process(ours, **options)
