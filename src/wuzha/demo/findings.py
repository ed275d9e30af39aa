"""The rules put to transfers in the demo, by its second analyst, and the holders of the
accounts that the hits speak of: without one a hit reaches nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils.translation import gettext as _

from wuzha.demo import names
from wuzha.demo.citizens import Citizens
from wuzha.demo.county import County
from wuzha.demo.plots import plots
from wuzha.demo.transfers import Ledger
from wuzha.incidents.actions import (
    VictimIn,
    draft_stops_for_accounts,
    open_incident,
    trace_funds,
)
from wuzha.lib.refused import Refused
from wuzha.lib.words import Sentence
from wuzha.monitoring.actions import keep_holder, record_run
from wuzha.monitoring.models import AccountHolder, Hit, RuleRun
from wuzha.monitoring.reached import accounts_reached, payment_of
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.states import RunState
from wuzha.organisation.access import Role

# Of a large file, the hits of each rule that an analyst looks at first; and of these,
# how many are traced, so that whoever got the money has a name as well.
MOST_HITS, MOST_TRACED = 10, 3
AT_THE_FIRST = 0.4
BRUSHING = "F01"
# Told what is being done, and how much of the whole has been done, 0 to 1.
Progress = Callable[[str, float], None]


def made_up(random: Random, now: datetime) -> Path:
    """The small ledger of the demo, in its folder."""
    path = Path(settings.HOME) / "demo-transfers.parquet"
    Ledger(random, now).write(path)
    return path


def is_known(path: Path) -> bool:
    return RuleRun.objects.filter(files=path.name, state=RunState.DONE).exists()


def research(
    path: Path,
    *,
    county: County,
    random: Random,
    now: datetime,
    progress: Progress = lambda doing, share: None,
) -> RuleRun:
    """Raises Refused with the sentence of what is wrong with the file."""
    analyst = county.holding(Role.ANALYST)[-1]
    run = record_run(files=[str(path)], unit=county.root, by=analyst)
    run_rules(
        run=run.pk,
        files=[str(path)],
        by=analyst,
        progress=lambda doing, share: progress(_said(doing), share),
    )
    run.refresh_from_db()
    if run.state == RunState.FAILED:
        raise Refused(run.problem)
    citizens = Citizens(county, now.date(), random, 0)
    for account in _accounts(run):
        if AccountHolder.objects.holding(account) is None:
            holder = _holder(account, citizens, random)
            keep_holder(holder=holder, unit=county.root, by=analyst)
    return run


def follow(run: RuleRun, *, county: County, now: datetime) -> None:
    """Somebody who was deceived reports it; the police trace the money and draft stops,
    all but one, which is left to be tried."""
    hits = Hit.objects.to_review().filter(run=run, rule="fast_in_fast_out")
    hit = hits.latest("amount_cents", "pk")
    payments = hit.paid_by(hit.victims[0])
    victim = AccountHolder.objects.holding(hit.victims[0])
    station = county.stations[0]
    officer = county.holding(Role.STATION_POLICE, station)[-1]
    incident = open_incident(
        unit=station,
        fraud_class=BRUSHING,
        victim=VictimIn(name=victim.name, phone=victim.phone) if victim else VictimIn(),
        payments=[payment_of(payment) for payment in payments],
        reported_at=now - timedelta(minutes=9),
        at=now - timedelta(minutes=6),
        by=officer,
    )
    *accounts, _left = accounts_reached(hit, payments)
    draft_stops_for_accounts(incident=incident, accounts=accounts, at=now, by=officer)
    trace_funds(incident=incident, at=now, by=officer)


def _accounts(run: RuleRun) -> list[str]:
    """Of those who may have been deceived, and of those who got the money."""
    found: list[str] = []
    hits = Hit.objects.to_review().filter(run=run)
    for rule in sorted(set(hits.values_list("rule", flat=True))):
        best = hits.filter(rule=rule).order_by("-score", "-at", "pk")[:MOST_HITS]
        for place, hit in enumerate(best):
            found += [*hit.victims, hit.suspect]
            found += _reached(hit) if place < MOST_TRACED else []
    return [account for account in dict.fromkeys(found) if account]


def _reached(hit: Hit) -> list[str]:
    payments = [one for victim in hit.victims for one in hit.paid_by(victim)]
    return [one.account for one in accounts_reached(hit, payments)]


def _holder(account: str, citizens: Citizens, random: Random) -> AccountHolder:
    citizen = citizens.stranger()
    here, *others = (branch.name for branch in citizens.county.branches)
    # Often the branch of the demo's own account, so that it can execute the stop.
    bank = (
        here
        if random.random() < AT_THE_FIRST
        else random.choice([*others, *plots().banks])
    )
    return AccountHolder(
        account=account,
        name=citizen.name,
        phone=citizen.phone,
        identity=citizen.identity,
        address=citizen.address,
        bank_name=bank,
        told_by=f"{bank} {names.person_name(random)}",
    )


def _said(doing: str) -> str:
    return doing.said(_) if isinstance(doing, Sentence) else _(doing)
