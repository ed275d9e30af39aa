"""Reading by itself: `wuzha plans extract FILE…`.

Needs neither Django nor a database. Ends with 0 when every file was read, 1 when one
was refused, 2 when it was called wrongly or a file could not be opened or written.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence
from wuzha.reading.forms import FORMATS, Reading, written
from wuzha.reading.intake import read_source
from wuzha.reading.reader import read_plans

FINE, FAULTS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
_STANDARD_INPUT = "-"
_ABOUT = N_(
    "从工作方案、应急预案里读出阶段、任务、经常性工作和指标，每一项都指明出自原文何处。"
    "不联网，不需要数据库，不改动原文件。"
)
_MORE = N_(
    """读什么：
  .docx（Word、WPS）、.txt（UTF-8、UTF-16、GB18030、Big5，自动识别）、
  带文字的 .pdf；写 - 表示从标准输入读。以文件内容为准，不看扩展名。

写成什么（--format）：
  json    给程序用；一个文件一行，source 是原文中的起止字符位置（从 0 起，不含止）
  table   在终端里看
  html    单个网页：原文连同标记，旁边是读出的内容，可以打印
  text    只要原文；docx 和 pdf 的字符位置以此为准

例子：
  wuzha plans extract 方案.docx --format table
  wuzha plans extract 方案.docx --format html --out 方案.html
  wuzha plans extract 各镇/*.docx --out 结果/          一个文件一份 .json
  cat 方案.txt | wuzha plans extract - | jq .tasks

退出码：0 全部读出；1 有文件被拒绝（原因见错误输出，其余照常写出）；
2 无法执行（用法有误，或文件不能打开、不能写）。"""
)


class _Parser(argparse.ArgumentParser):
    """Says in a sentence what is wrong with a call; ends with 2."""

    def error(self, message: str) -> NoReturn:
        _complain(Sentence(N_("命令写法不对：{problem}"), problem=message))
        _complain(Sentence(N_("查看用法：{command} --help"), command=self.prog))
        sys.exit(COULD_NOT_RUN)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.format == "html" and len(asked.files) > 1 and asked.out is None:
        parser.error(N_("几个文件写成网页时，要用 --out 指明文件夹"))
    try:
        return _extract(asked)
    except OSError as wrong:
        _complain(Sentence(N_("文件不能使用：{why}"), why=wrong))
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    whole = _Parser(prog="wuzha plans", description=N_("读方案"))
    commands = whole.add_subparsers(required=True, metavar=N_("命令"))
    extract = commands.add_parser(
        "extract",
        help=_ABOUT,
        description=_ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    extract.add_argument("files", nargs="+", metavar=N_("文件"), help=N_("可多个"))
    extract.add_argument(
        "--format", choices=FORMATS, default="json", help=N_("写成什么，默认 json")
    )
    extract.add_argument(
        "--out",
        type=Path,
        metavar=N_("去处"),
        help=N_("写到这个文件；几个文件时是文件夹。不写则输出到屏幕"),
    )
    extract.add_argument(
        "--people",
        action="store_true",
        help=N_("组织机构里连人名一起写出；默认只写职务和单位"),
    )
    return whole


def _extract(asked: argparse.Namespace) -> int:
    refusals = 0
    places = _places(asked)
    for file in asked.files:
        place = next(places)
        try:
            reading = _read(file, asked)
        except Refused as refused:
            refusals += 1
            _complain(str(refused))
            continue
        text = written(reading, asked.format)
        if place is not None:
            place.write_text(_ended(text), "utf8")
        elif asked.format == "table" and len(asked.files) > 1:
            _say(f"{text}\n")
        else:
            _say(text)
    return FAULTS if refusals else FINE


def _read(file: str, asked: argparse.Namespace) -> Reading:
    if file == _STANDARD_INPUT:
        name = N_("标准输入")
        source = read_source(sys.stdin.buffer.read(), name)
    else:
        name = Path(file).name
        source = read_source(Path(file))
    plans = () if asked.format == "text" else read_plans(source)
    return Reading(name, source, plans, with_people=asked.people)


def _places(asked: argparse.Namespace) -> Iterator[Path | None]:
    """Where each file's reading is written; None is the screen."""
    into: Path | None = asked.out
    if into is None:
        yield from (None for _ in asked.files)
    elif len(asked.files) == 1 and not into.is_dir():
        yield into
    else:
        into.mkdir(parents=True, exist_ok=True)
        used: Counter[str] = Counter()
        for file in asked.files:
            name = Path(file).stem
            used[name] += 1
            more = f"-{used[name]}" if used[name] > 1 else ""
            yield into / f"{name}{more}{FORMATS[asked.format]}"


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _say(text: str) -> None:
    """What a file says can hold characters that no encoding can write."""
    sys.stdout.buffer.write(_ended(text).encode("utf8", "replace"))
    sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
