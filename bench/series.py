"""How long it takes to find what belongs together.

Texts of one script: made-up scripts, told with other names and sums among texts of
no script. Series: incidents with identifiers of their own and shared ones, read
from a database (a SQLite file, or the one that DATABASE_URL names) and reckoned anew.

    python -m bench.series [--texts 1000000] [--incidents 50000]
"""

import argparse
import random
import re
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.programme import prepare
from wuzha.detection.texts.scripts import script_of

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TOLD_TIMES = 10
OF_NO_SCRIPT = 0.5
IDENTIFIERS_EACH = 4
WORDS = re.findall(
    r"\w+",
    "转账 验证码 客服 快递 理赔 征信 账户 冻结 解冻 任务 佣金 群里 导师 投资 提现 平台 "
    "下载 软件 屏幕 共享 会议 银行 贷款 额度 保证金 流水 老师 领导 孩子 学费 退款 会员 "
    "扣费 订单 卖家 付款 包裹 海关 部队 采购 帐篷 游戏 账号 皮肤 密码 链接 短信 积分",
)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench series", description=__doc__)
    options.add_argument("--texts", type=int, default=1_000_000)
    options.add_argument("--incidents", type=int, default=50_000)
    given = options.parse_args(arguments)
    scripts(given.texts)
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as home:
        prepare(home)
        from django.db import connections

        series(given.incidents)
        connections.close_all()


def scripts(count: int) -> None:
    chance = random.Random(5)
    made = [_text(chance) for _ in range(int(count * (1 - OF_NO_SCRIPT)) // TOLD_TIMES)]
    texts, truth = [], []
    for place, text in enumerate(made):
        for _ in range(TOLD_TIMES):
            texts.append(_told(text, chance))
            truth.append(place)
    while len(texts) < count:
        texts.append(_text(chance))
        truth.append(len(texts) + len(made))
    begun, worked = time.perf_counter(), time.process_time()
    found = script_of(texts)
    spent, worked = time.perf_counter() - begun, time.process_time() - worked
    joined = sum(found[n] != n for n in range(len(texts)))
    wrong = sum(truth[n] != truth[int(found[n])] for n in range(len(texts)))
    wanted = len(made) * (TOLD_TIMES - 1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {count:,} texts: {spent:.0f} s, {worked:.0f} s of processor time,"
        f" {memory:,.0f} MB at most"
    )
    print(f"  of {wanted:,} to be joined {joined - wrong:,} were, {wrong:,} wrongly")


def _text(chance: random.Random) -> str:
    return "，".join("".join(chance.choices(WORDS, k=4)) for _ in range(8)) + "。"


def _told(text: str, chance: random.Random) -> str:
    """With another name and sum."""
    name = "".join(chance.choices(WORDS, k=1))
    return f"{name}说{text}要转{chance.randrange(100, 99999)}元"


def series(count: int) -> None:
    from wuzha.incidents.models import Identifier, Incident
    from wuzha.organisation.access import Role
    from wuzha.organisation.models import Appointment, Person, Unit
    from wuzha.series.models import Series
    from wuzha.series.regrouping import groups_at, regroup_all

    county = Unit.objects.create(
        name="测算县", kind="county", code="999999", path="/1/", valid_from=NOW.date()
    )
    clockwork = Person.objects.create(username="clockwork", is_machine=True)
    Appointment.objects.create(
        person=clockwork, role=Role.CLOCKWORK, unit=county, valid_from=NOW.date()
    )
    chance = random.Random(6)
    made = Incident.objects.bulk_create(
        (
            Incident(
                unit=county,
                fraud_class="F01",
                reported_at=NOW,
                entered_at=NOW,
                entered_by=clockwork,
                story=_told(_text(chance), chance),
            )
            for _ in range(count)
        ),
        batch_size=2000,
    )
    Identifier.objects.bulk_create(
        (
            Identifier.of(one, kind="phone", value=value)
            for one in made
            for value in _phones(chance, gangs=count // 50)
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )
    begun = time.process_time()
    groups = groups_at(NOW)
    print(
        f"  {count:,} incidents, {Identifier.objects.count():,} identifiers:"
        f" reckoned in {time.process_time() - begun:.1f} s of processor time"
    )
    print(f"  {len(groups):,} series, {max(map(len, groups))} in the greatest")
    for name in ("and written", "again, unchanged"):
        begun = time.process_time()
        regroup_all(at=NOW, by=clockwork)
        print(f"  {name}: {time.process_time() - begun:.1f} s")
    assert Series.objects.count() == len(groups)


def _phones(chance: random.Random, *, gangs: int) -> list[str]:
    """One incident in ten is of a gang, about five of each: it bears two of its three
    numbers. The others are nobody else's."""
    own = [f"138{chance.randrange(10**8):08}" for _ in range(IDENTIFIERS_EACH)]
    if chance.random() < 0.1:
        gang = chance.randrange(gangs)
        own[:2] = (f"137{gang:07}{one}" for one in chance.sample(range(3), 2))
    return own


if __name__ == "__main__":
    main()
