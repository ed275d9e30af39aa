"""Detection by itself: `wuzha detect run|train|evaluate|compare|explain`, and tracing.

Needs neither Django nor a database. Ends with 0 when all went well, 1 when evidence
does not hold, 2 when it was called wrongly, 3 when a file or a rule is wrong, 4 when
the engine or the disk gave up.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from wuzha.detection.arguments import add_tables
from wuzha.detection.engines import EngineError
from wuzha.detection.evaluation import compare_files, evaluate_files
from wuzha.detection.files import TableError
from wuzha.detection.hits import rows_of
from wuzha.detection.layouts import KNOWN
from wuzha.detection.moments import written
from wuzha.detection.monitoring import (
    ENGINES,
    MEMORY,
    How,
    Inputs,
    Progress,
    read_book,
    run,
)
from wuzha.detection.rules.reader import RuleError
from wuzha.detection.rules.words import rule_text
from wuzha.detection.tracing.command import add_to as add_tracing
from wuzha.detection.typologies import typology_text
from wuzha.lib.words import N_, Sentence

WRONG_INPUT, GAVE_UP, INTERRUPTED = 3, 4, 130
BAR = "{desc} {percentage:3.0f}%|{bar}| {elapsed}"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.command(asked) or 0)
    except (TableError, RuleError) as wrong:
        return _failed(wrong, WRONG_INPUT)
    except EngineError as wrong:
        return _failed(wrong, GAVE_UP)
    except OSError as wrong:
        return _failed(Sentence(N_("读写文件失败：{why}"), why=wrong), GAVE_UP)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m wuzha.detection",
        description=N_("流水研判：规则、命中、评估与资金追踪"),
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help=N_("对流水运行规则，写出命中"))
    training = commands.add_parser("train", help=N_("用带标记的流水训练学习评分"))
    evaluating = commands.add_parser("evaluate", help=N_("用带标记的流水评估规则"))
    comparing = commands.add_parser("compare", help=N_("同一段流水上比较两套规则"))
    explaining = commands.add_parser("explain", help=N_("用中文说明每条规则"))
    for command in (running, training, evaluating, comparing):
        _add_inputs(command)
    for command in (running, evaluating, comparing, explaining):
        command.add_argument(
            "--rules", type=Path, metavar="DIR", help=N_("规则文件夹，缺省为自带规则")
        )
    running.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=N_("命中写到此 Parquet")
    )
    for command in (running, evaluating):
        command.add_argument(
            "--model", type=Path, metavar="FILE", help=N_("学习评分的模型，一并使用")
        )
    running.add_argument(
        "--scores", type=Path, metavar="FILE", help=N_("每笔流水的评分写到此 Parquet")
    )
    running.add_argument(
        "--quarantine",
        type=Path,
        metavar="FILE",
        help=N_("读不了的行连同原因写到此 CSV，其余照常研判；缺省为整批拒绝"),
    )
    running.add_argument(
        "--engine", choices=list(ENGINES), default="duckdb", help=N_("计算引擎")
    )
    training.add_argument(
        "--labels", choices=["is_illicit"], default="is_illicit", help=N_("标记所在列")
    )
    training.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=N_("模型写到此文件")
    )
    comparing.add_argument(
        "--other", type=Path, required=True, metavar="DIR", help=N_("另一套规则")
    )
    comparing.set_defaults(command=_compare)
    training.set_defaults(command=_train)
    running.set_defaults(command=_run)
    evaluating.set_defaults(command=_evaluate)
    explaining.set_defaults(command=_explain)
    add_tracing(commands, _say)
    return parser


def _add_inputs(command: argparse.ArgumentParser) -> None:
    beside = {
        "accounts": N_("账户表：开户行对账户的登记，评估时可带 is_mule"),
        "lists": N_("名单：涉案账户、管控人员账户、商户白名单"),
    }
    add_tables(command, N_("流水文件（.parquet 或 .csv）"), beside)
    for option, name, words in (
        ("--from", "since", N_("自此时起的流水才报命中，如 2026-01-31")),
        ("--to", "until", N_("不看此时及以后的流水")),
    ):
        command.add_argument(
            option, dest=name, type=written, metavar="TIME", help=words
        )
    command.add_argument(
        "--layout", choices=KNOWN, help=N_("公开数据集的列名，缺省为本系统的列名")
    )
    command.add_argument(
        "--memory", default=MEMORY, metavar="SIZE", help=N_("计算引擎的内存上限")
    )


def _inputs(asked: argparse.Namespace) -> Inputs:
    return Inputs(
        transfers=asked.transfers,
        rules=getattr(asked, "rules", None),
        accounts=asked.accounts,
        lists=asked.lists,
        since=asked.since,
        until=asked.until,
        layout=asked.layout,
        quarantine=getattr(asked, "quarantine", None),
    )


def _run(asked: argparse.Namespace) -> None:
    if asked.scores and not asked.model:
        raise TableError(Sentence(N_("要写出评分，请用 --model 给出模型")))
    how = How(asked.engine, asked.memory, asked.model, asked.scores)
    with _bar() as progress:
        search = run(_inputs(asked), asked.out, how, progress)
    counts = Counter(hit["rule"] for hit in rows_of(search.hits, ["rule"]))
    _say(
        Sentence(
            N_("共读取 {transfers} 笔流水，命中 {hits} 次，已写入 {out}"),
            transfers=search.span.transfers,
            hits=counts.total(),
            out=asked.out,
        )
    )
    titles = {rule.id: rule.title for rule in search.rules}
    for rule, count in {**dict.fromkeys(titles, 0), **counts}.items():
        _say(f"  {rule:<26}{count:>10}  {titles.get(rule, N_('学习评分'))}")


def _train(asked: argparse.Namespace) -> None:
    from wuzha.detection.training import train_files

    with _bar() as progress:
        card = train_files(_inputs(asked), asked.out, progress)
    _say(Sentence(N_("模型已写入 {out}；在中间两成时间上："), out=asked.out))
    for name, value in card.figures.items():
        _say(f"  {name:<24}{value:>9.3f}")
    _say(f"  {'threshold':<24}{card.threshold:>9.3f}")


def _evaluate(asked: argparse.Namespace) -> None:
    with _bar() as progress:
        scores = evaluate_files(_inputs(asked), memory=asked.memory, progress=progress)
    heads = ("rule", "level", "alerts", "a day", "right", "precision", "recall")
    _say("{:<26}{:<10}{:>9}{:>9}{:>9}{:>11}{:>9}".format(*heads))
    for score in scores:
        _say(
            f"{score.rule:<26}{score.level:<10}{score.alerts:>9}"
            f"{score.alerts_a_day:>9.1f}{score.right:>9}"
            f"{_share(score.precision):>11}{_share(score.recall):>9}"
        )
    if asked.model:
        _evaluate_model(asked)


def _evaluate_model(asked: argparse.Namespace) -> None:
    """On `--from` … `--to`, or the last fifth of the time."""
    from wuzha.detection.training import evaluate_model

    with _bar() as progress:
        found = evaluate_model(_inputs(asked), asked.model, progress)
    _say(Sentence(N_("学习评分（自 {day} 起）："), day=found.since))
    _say(f"  {'average precision':<24}{found.average_precision:>9.3f}")
    for at in found.budgets:
        _say(
            f"  {at.budget:<8.1%}{at.alerts:>10}"
            f"  precision {at.precision:.3f}  recall {at.recall:.3f}"
        )
    for name, caught in found.by_pattern.items():
        _say(f"  {name:<24}{_share(caught):>9}")


def _compare(asked: argparse.Namespace) -> None:
    with _bar() as progress:
        lines = compare_files(
            _inputs(asked), asked.other, memory=asked.memory, progress=progress
        )
    heads = ("rule", "both", "new", "lost", "a day", "other a day")
    _say("{:<26}{:>9}{:>9}{:>9}{:>10}{:>13}".format(*heads))
    for line in lines:
        _say(
            f"{line.rule:<26}{line.both:>9}{line.new:>9}{line.lost:>9}"
            f"{line.a_day:>10.1f}{line.other_a_day:>13.1f}"
        )


def _explain(asked: argparse.Namespace) -> None:
    rules, together = read_book(asked.rules)
    for rule in rules:
        _say(rule_text(rule))
    titles = {rule.id: rule.title for rule in rules}
    for typology in together:
        _say(typology_text(typology, titles))


@contextmanager
def _bar() -> Iterator[Progress]:
    """Nothing is drawn where no person looks on."""
    with tqdm(total=1.0, bar_format=BAR, disable=None) as bar:

        def tell(doing: str, share: float) -> None:
            bar.set_description_str(doing, refresh=False)
            bar.update(max(share - bar.n, 0.0))
            bar.refresh()

        yield tell


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _failed(wrong: object, code: int) -> int:
    sys.stderr.write(f"{wrong}\n")
    return code


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main())
