"""Screening by itself: `wuzha screen FILE | text "…" | train`.

Needs neither Django's settings nor a database. Ends with 0 when all went well, 2 when
it was called wrongly, 3 when a file or a model is wrong, 4 when the disk gave up.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from wuzha.detection.texts.files import Row, TextsError, rows
from wuzha.detection.texts.findings import KIND_NAMES
from wuzha.detection.texts.model import BadModel, Model, opened, save, shipped
from wuzha.detection.texts.training import TooFew, learnt
from wuzha.detection.texts.verdicts import Reason, Verdict, screen, screen_many
from wuzha.lib.datafiles import BadTable
from wuzha.lib.taxonomy import taxonomy
from wuzha.lib.words import N_, Sentence

WRONG_INPUT, GAVE_UP, INTERRUPTED = 3, 4, 130
AT_A_TIME, CHARACTERS_AT_A_TIME = 1024, 1 << 22
# What a terminal obeys instead of showing; line breaks and tabs apart.
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
VERDICTS = {
    "scam": N_("很可能是诈骗"),
    "caution": N_("要当心"),
    "none": N_("没有发现迹象（不等于安全）"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = {"text": (_text_parser, _text), "train": (_train_parser, _train)}
    parser, command = commands.get(given[0] if given else "", (_file_parser, _file))
    asked = parser().parse_args(given[1:] if command is not _file else given)
    try:
        command(asked)
    except TooFew:
        told = N_("标注里要既有诈骗（fraud 是 1）也有正常内容（0），请补齐后再学")
        return _failed(told, WRONG_INPUT)
    except (TextsError, BadModel, BadTable) as wrong:
        return _failed(wrong, WRONG_INPUT)
    except BrokenPipeError:
        # Whoever reads has seen enough; what is left in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except FileNotFoundError as wrong:
        told = Sentence(
            N_("找不到 {file}，请核对文件名和所在的文件夹"), file=wrong.filename
        )
        return _failed(told, GAVE_UP)
    except OSError as wrong:
        return _failed(Sentence(N_("读写文件失败：{why}"), why=wrong), GAVE_UP)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _file_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wuzha screen",
        description=N_("识诈：逐条判断文件里的文字，给出结论和理由"),
        epilog=N_(
            "另有 wuzha screen text “…” 判断一句话，wuzha screen train 用本地标注训练"
        ),
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=N_(".jsonl、.csv 或 .parquet")
    )
    parser.add_argument("--id-field", default="id", help=N_("编号所在的栏"))
    _add_form(parser, ("jsonl", "json", "table"), "jsonl")
    _add_text_field(parser)
    return parser


def _text_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wuzha screen text", description=N_("判断一段文字、一个链接或一个号码")
    )
    parser.add_argument("text", nargs="?", help=N_("缺省时从标准输入读"))
    _add_form(parser, ("table", "json"), "table")
    return parser


def _train_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wuzha screen train",
        description=N_("在自带模型之上学习本地标注，写出新的模型文件"),
    )
    parser.add_argument(
        "--labels",
        type=Path,
        required=True,
        metavar="FILE",
        help=N_("每条有 text 和 fraud（1是诈骗，0不是）"),
    )
    parser.add_argument("--out", type=Path, required=True, metavar="MODEL")
    _add_text_field(parser)
    return parser


def _add_text_field(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--text-field", default="text", help=N_("文字所在的栏"))


def _add_form(
    parser: argparse.ArgumentParser, forms: tuple[str, ...], default: str
) -> None:
    parser.add_argument("--format", choices=forms, default=default)
    parser.add_argument(
        "--model", type=Path, metavar="MODEL", help=N_("用这个模型，缺省为自带模型")
    )


def _file(asked: argparse.Namespace) -> None:
    model = _model(asked)
    found = _screened(rows(asked.file, asked.text_field, asked.id_field), model)
    if asked.format == "table":
        for row, verdict in found:
            says = verdict.reasons[0].says if verdict.reasons else ""
            score = f"{verdict.score:.2f}"
            _say("\t".join((row.id, verdict.verdict, score, verdict.fraud_class, says)))
    elif asked.format == "json":
        _say(json.dumps([_spoken(*one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            _say(json.dumps(_spoken(*one), ensure_ascii=False))


def _screened(given: Iterator[Row], model: Model) -> Iterator[tuple[Row, Verdict]]:
    # Slow to load and of no use to a single text.
    from tqdm import tqdm

    with tqdm(total=100, unit="%", disable=None, leave=False) as bar:
        while some := list(_some(given)):
            verdicts = screen_many([row.text for row in some], model)
            bar.update(int(some[-1].read * 100) - bar.n)
            yield from zip(some, verdicts, strict=True)


def _some(given: Iterator[Row]) -> Iterator[Row]:
    """As many as are fast together, and fewer where they are long."""
    characters = 0
    for row in islice(given, AT_A_TIME):
        yield row
        characters += len(row.text)
        if characters > CHARACTERS_AT_A_TIME:
            return


def _spoken(row: Row, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": row.id,
        "verdict": verdict.verdict,
        "score": verdict.score,
        "class": verdict.fraud_class,
        "reasons": [_reason(one) for one in verdict.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "sign": reason.id,
        "says": reason.says,
        "weight": reason.weight,
        "quote": reason.quote,
        "span": [reason.start, reason.end],
    }


def _text(asked: argparse.Namespace) -> None:
    given = sys.stdin.read() if asked.text is None else asked.text
    verdict = screen(given, _model(asked))
    if asked.format == "json":
        whole = _spoken(Row("1", given, {}, 1.0), verdict) | {
            "subtype": verdict.subtype,
            "found": [{"kind": one.kind, "value": one.value} for one in verdict.found],
            "advice": list(verdict.advice),
            "versions": list(verdict.versions),
        }
        _say(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    kind = verdict.fraud_class and taxonomy().fraud_class(verdict.fraud_class).name
    chance = Sentence(N_("诈骗的可能 {share}"), share=f"{verdict.score:.0%}")
    _say(
        f"{VERDICTS[verdict.verdict]}  {chance}  {verdict.fraud_class} {kind}".rstrip()
    )
    _say_all(f"  ! {one.says}：“{one.quote}”" for one in verdict.reasons)
    _say_all(f"  ? {KIND_NAMES[one.kind]}：{one.value}" for one in verdict.found)
    _say_all(f"  > {line}" for line in verdict.advice)


def _train(asked: argparse.Namespace) -> None:
    labelled = list(rows(asked.labels, asked.text_field, "id"))
    fraud = [
        _label(row, asked.labels, number) for number, row in enumerate(labelled, 1)
    ]
    model = learnt([row.text for row in labelled], fraud)
    save(model, asked.out)
    _say(
        Sentence(
            N_("已学习 {count} 条标注，模型 {version}"),
            count=len(labelled),
            version=model.version,
        )
    )


def _label(row: Row, path: Path, number: int) -> int:
    label = str(row.raw.get("fraud"))
    if label not in {"0", "1", "0.0", "1.0", "True", "False"}:
        raise TextsError(
            Sentence(
                N_("文件 {file} 第{row}条的 fraud 应是 0 或 1"),
                file=path.name,
                row=number,
            )
        )
    return int(label in {"1", "1.0", "True"})


def _model(asked: argparse.Namespace) -> Model:
    if asked.model is None:
        return shipped()
    try:
        return opened(asked.model)
    except BadModel as wrong:
        raise TextsError(
            Sentence(
                N_("{file} 不是能用的模型。请用 wuzha screen train 写出的文件"),
                file=asked.model.name,
            )
        ) from wrong


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    sys.stdout.write(_harmless(line) + "\n")


def _harmless(line: str) -> str:
    """Half a character, as JSON may hold, is no reason to stop; and what a text holds
    must not steer the terminal. Escaped as in JSON, so that JSON says what it said."""
    plain = line.encode("utf8", "replace").decode("utf8")
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def _failed(wrong: object, code: int) -> int:
    sys.stderr.write(_harmless(f"{wrong}") + "\n")
    return code


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main())
