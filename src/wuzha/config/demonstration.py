"""A demo has a folder, a database and a secret of its own, made at its first start."""

import os
import secrets
from pathlib import Path

FOLDER = "var/demo"


def prepare() -> None:
    """Before the settings are read. Keeps what is set already."""
    os.environ["WUZHA_DEMO"] = "yes"
    home = Path(os.environ.setdefault("WUZHA_HOME", FOLDER))
    if os.environ.get("WUZHA_SECRET") or os.environ.get("WUZHA_SECRET_FILE"):
        return
    home.mkdir(parents=True, exist_ok=True)
    file = home / "secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), "utf8")
    os.environ["WUZHA_SECRET_FILE"] = str(file)
