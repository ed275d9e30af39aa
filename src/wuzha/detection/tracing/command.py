"""`wuzha detect trace` and `wuzha detect verify-trace`: files in, a trace out."""

import argparse
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.arguments import add_tables
from wuzha.detection.columns import Place
from wuzha.detection.files import TableError, content
from wuzha.detection.moments import MICROSECOND, from_microseconds, local_day
from wuzha.detection.tables import (
    read_accounts,
    read_lists,
    read_openings,
    read_seeds,
    read_transfers,
)
from wuzha.detection.tracing.bundles import SUFFIX, Bundle, unpacked
from wuzha.detection.tracing.cases import Case, Question
from wuzha.detection.tracing.evidence import (
    canonical,
    differences,
    evidence,
    read_evidence,
)
from wuzha.detection.tracing.results import ENDINGS, Trace
from wuzha.detection.tracing.stops import stops, unasked
from wuzha.detection.tracing.walking import METHODS
from wuzha.lib import params
from wuzha.lib.money import yuan_text
from wuzha.lib.periods import SHANGHAI
from wuzha.lib.words import N_, Sentence

FAULTS = 1
TABLES = (".csv", ".parquet")
MOST = 1_000_000  # hops, hours or seconds
MOST_TOLD = 20
BESIDE = {
    "accounts": (read_accounts, N_("账户表：付给其中商户的资金到此为止")),
    "lists": (read_lists, N_("名单：商户白名单、虚拟货币交易账户等")),
    "openings": (read_openings, N_("余额表：某时刻账户上原有的钱")),
}

Say = Callable[[str], None]


def add_to(commands: Any, say: Say) -> None:
    tracing = commands.add_parser("trace", help=N_("追踪资金去向"))
    verifying = commands.add_parser("verify-trace", help=N_("重算并核验追踪证据"))
    verifying.add_argument(
        "evidence",
        type=Path,
        metavar="FILE",
        help=N_("证据文件，或案件的资金追踪页下载的证据包（.zip，自带流水）"),
    )
    transfers = N_("各家银行的流水文件（.parquet 或 .csv），重复报来的只算一笔")
    beside = {name: words for name, (_, words) in BESIDE.items()}
    add_tables(tracing, transfers, beside)
    add_tables(verifying, transfers, beside, needs_transfers=False)
    tracing.add_argument(
        "--seeds",
        type=Path,
        required=True,
        metavar="FILE",
        help=N_("从哪些转出款追起：每行一个流水号，或带 tx_id 列的表"),
    )
    tracing.add_argument(
        "--method", choices=list(METHODS), default="fifo", help=N_("混同资金的分法")
    )
    for option, name, words in (
        ("--hops", "hops", N_("首层之后追踪几层，缺省按参数表")),
        ("--hours", "window_hours", N_("追踪多少小时，缺省按参数表")),
        ("--match-seconds", "match_seconds", N_("两行报的同一笔最多相差几秒")),
    ):
        tracing.add_argument(option, dest=name, type=_count, metavar="N", help=words)
    tracing.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=N_("资金流向写到 .parquet，或证据写到 .json"),
    )
    tracing.set_defaults(command=lambda asked: _trace(asked, say))
    verifying.set_defaults(command=lambda asked: _verify(asked, say))


def _count(text: str) -> int:
    if not 0 <= int(text) <= MOST:
        raise ValueError
    return int(text)


def _trace(asked: argparse.Namespace, say: Say) -> int:
    if asked.out.suffix not in (".parquet", ".json"):
        why = N_("{out} 应以 .parquet（资金流向）或 .json（证据）结尾")
        raise TableError(Sentence(why, out=asked.out.name))
    if not asked.out.parent.is_dir():
        why = N_("文件夹 {folder} 不存在，无法写出结果，请先建好")
        raise TableError(Sentence(why, folder=asked.out.parent))
    transfers = _transfers(asked.transfers)
    on = _last_day(transfers)
    case = _case(asked, transfers, timedelta(seconds=_told(asked, "match_seconds", on)))
    question = Question(
        seeds=_seeds(asked.seeds, case),
        method=asked.method,
        hops=_told(asked, "hops", on),
        window=timedelta(hours=_told(asked, "window_hours", on)),
    )
    found = case.answer(question)
    part = asked.out.with_name(f".{asked.out.name}.part")
    if asked.out.suffix == ".json":
        document = evidence(case, question, found, files=_hashes(asked))
        part.write_text(canonical(document), "utf8")
    else:
        pq.write_table(found.flows, part, compression="zstd")
    part.replace(asked.out)
    for line in _summary(found, case):
        say(line)
    say(Sentence(N_("已写入 {out}"), out=asked.out))
    return 0


def _verify(asked: argparse.Namespace, say: Say) -> int:
    bundle = Bundle(asked.evidence, asked.transfers)
    if asked.evidence.suffix.lower() != SUFFIX:
        return _verified(bundle, asked, say)
    with TemporaryDirectory() as folder:
        return _verified(unpacked(asked.evidence, Path(folder)), asked, say)


def _verified(bundle: Bundle, asked: argparse.Namespace, say: Say) -> int:
    document = read_evidence(bundle.evidence)
    span = document["rules"]["span_us"] * MICROSECOND
    found = differences(document, _case(asked, _transfers(bundle.transfers), span))
    if bundle.seeds and set(read_seeds(bundle.seeds)) != set(
        document["question"]["seeds"]
    ):
        found.append(Sentence(N_("随附的起点流水号与证据中的不符")))
    for line in found[:MOST_TOLD]:
        say(line)
    if found:
        say(Sentence(N_("证据不成立：{count} 处不符"), count=len(found)))
        return FAULTS
    say(Sentence(N_("证据成立：重算一致，摘要 {digest}"), digest=document["digest"]))
    return 0


def _transfers(paths: list[Path]) -> dict[str, pa.Table]:
    tables = {path.name: read_transfers([path]) for path in paths}
    if len(tables) < len(paths):
        raise TableError(Sentence(N_("所给流水文件有同名的，请改名后再试")))
    if not any(len(table) for table in tables.values()):
        raise TableError(Sentence(N_("所给文件中没有一笔流水，请核对文件")))
    for name, table in tables.items():
        _refuse_doubles(name, table["tx_id"].to_pylist())
    return tables


def _refuse_doubles(name: str, tx_ids: list[str]) -> None:
    seen: set[str] = set()
    for row, tx_id in enumerate(tx_ids):
        if tx_id in seen:
            why = Sentence(N_("流水号 {tx_id} 前面已有，请剔除重复的流水"), tx_id=tx_id)
            raise Place(name).error(row, "tx_id", why)
        seen.add(tx_id)


def _case(
    asked: argparse.Namespace, transfers: Mapping[str, pa.Table], span: timedelta
) -> Case:
    beside = {
        name: read(path)
        for name, (read, _) in BESIDE.items()
        if (path := getattr(asked, name))
    }
    return Case(transfers, span, **beside)


def _seeds(path: Path, case: Case) -> tuple[str, ...]:
    if path.suffix.lower() in TABLES:
        seeds = read_seeds(path)
    else:
        seeds = content(path).decode("utf8", "replace").split()
    if not seeds:
        why = N_("文件 {file} 里没有一个流水号，请写上要追踪的转出款")
        raise TableError(Sentence(why, file=path.name))
    for row, kept in enumerate(case.joined.kept(seeds)):
        if case.index.row(kept) is None:
            why = Sentence(N_("流水中没有这一笔转给他人的款，请核对流水号或补充流水"))
            raise Place(path.name).error(row, "tx_id", why)
    return tuple(seeds)


def _last_day(tables: Mapping[str, pa.Table]) -> date:
    last_us = max(pc.max(one["at_us"]).as_py() for one in tables.values() if len(one))
    return local_day(from_microseconds(last_us))


def _told(asked: argparse.Namespace, name: str, on: date) -> int:
    """What was asked, or what is the rule on the day of the last transfer."""
    given: int | None = getattr(asked, name)
    return params.value(f"tracing.{name}", on=on).whole if given is None else given


def _hashes(asked: argparse.Namespace) -> dict[str, str]:
    paths = {path.name: path for path in asked.transfers}
    paths |= {name: path for name in BESIDE if (path := getattr(asked, name))}
    hashes = {}
    for name, path in paths.items():
        with path.open("rb") as content:
            hashes[name] = hashlib.file_digest(content, "sha256").hexdigest()
    return hashes


def _summary(found: Trace, case: Case) -> Iterator[str]:
    sums = {
        name: yuan_text(pc.sum(found.sums[f"{name}_cents"]).as_py())
        for name in ("started", "joined", "remaining", "ended")
    }
    yield Sentence(
        N_(
            "{method}：起点 {started}，沾染并入 {joined}；"
            "仍在账户 {remaining}，已到终点 {ended}"
        ),
        method=Sentence(METHODS[found.method]),
        **sums,
    )
    as_of = from_microseconds(int(case.index.at_us[-1]))
    silent = set(unasked(found, case.index))
    for stop in stops(found, banks={}, as_of=as_of)[:MOST_TOLD]:
        left = yuan_text(stop.remaining_cents)
        last = f"{stop.last_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        ask = N_("没有转出流水，请向开户行调取") if stop.account in silent else ""
        yield f"  {stop.account:<24}{stop.level:>4}{left:>20}  {last}  {ask}".rstrip()
    ends = found.ends.group_by("kind").aggregate([("ended_cents", "sum")])
    for row in ends.sort_by("kind").to_pylist():
        cents = yuan_text(row["ended_cents_sum"])
        yield f"  {ENDINGS[row['kind']]:<24}{cents:>24}"
