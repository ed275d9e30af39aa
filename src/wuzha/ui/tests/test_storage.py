"""Scripts find one another under their hashed names."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

HASHED = {
    "staticfiles": {"BACKEND": "wuzha.ui.storage.HashedFiles"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}


@pytest.mark.slow
def test_every_import_and_every_sheet_is_named_by_its_content(tmp_path: Path) -> None:
    with override_settings(STORAGES=HASHED, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        script = tmp_path / staticfiles_storage.stored_name("ui/offline.js")
    imports = re.findall(r'from "\./([^"]+)"', script.read_text("utf8"))
    assert len(imports) == 6
    for name in imports:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (tmp_path / "ui" / name).is_file()
