"""Makes a paper visible: LibreOffice draws it, the pages come out as pictures.

Also a command, to look at any paper: `looking.py PAPER.docx FOLDER`.
"""

import subprocess
import sys
from pathlib import Path

SHARPNESS = 80


def pages(paper: bytes, folder: Path) -> list[Path]:
    """A picture of each page, in their order."""
    source = folder / "paper.docx"
    source.write_bytes(paper)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    to_pdf = ["soffice", "--headless", profile, "--convert-to", "pdf"]
    to_png = ["pdftoppm", "-r", str(SHARPNESS), "-png", "paper.pdf", "page"]
    for command in ([*to_pdf, "--outdir", ".", source.name], to_png):
        subprocess.run(
            command, cwd=folder, check=True, timeout=100, capture_output=True
        )
    return sorted(folder.glob("page*.png"))


def words(folder: Path) -> str:
    """The text of the pages that `pages` drew."""
    command = ["pdftotext", "-layout", "paper.pdf", "-"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return done.stdout.decode()


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for page in pages(Path(sys.argv[1]).read_bytes(), target):
        sys.stdout.write(f"{page}\n")
