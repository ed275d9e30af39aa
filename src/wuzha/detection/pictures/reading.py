"""The text of a picture: read by another process within limits, then put together."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from wuzha.detection.pictures.bubbles import Line, composed
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

# By itself the script stops after less computing; this is for one that waits.
SECONDS = 90
SCRIPT = Path(__file__).with_name("lettering.py")
WRONG = {
    "foreign": N_(
        "这个文件不是能读的图片。请发手机截图（PNG 或 JPG），或者把文字打进来。"
    ),
    "damaged": N_("图片已损坏或没有传完，读不出来。请重新截图，或者把文字打进来。"),
    "large": N_("图片太大了，没有读。请只截有文字的一屏，或者把文字打进来。"),
    "blank": N_("图片里没有认出文字。请换一张清楚些的截图，或者把文字打进来。"),
    "stopped": N_("这张图片太复杂，没能读完。请只截有文字的一屏，或者把文字打进来。"),
}


def read_picture(content: bytes) -> str:
    """One line for each bubble and each square code; Refused, in a sentence for whoever
    sent it, when there is nothing to read."""
    found = _found(content)
    if wrong := found.get("wrong"):
        raise Refused(WRONG[wrong])
    written = composed(Line(*line) for line in found["lines"])
    text = "\n".join(part for part in (written, *found["codes"]) if part)
    if not text:
        raise Refused(WRONG["blank"])
    return text


def _found(content: bytes) -> dict[str, Any]:
    # -P: names of modules beside the script must not hide those of Python.
    command = [sys.executable, "-P", str(SCRIPT)]
    try:
        done = subprocess.run(  # noqa: S603 (no part of the command comes from outside)
            command, input=content, capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {"wrong": "stopped"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found
