"""The batch compiler: rules in, one query over all transfers out.

The query keeps to what every engine answers with the same integers: whole
microseconds, whole cents, windows by RANGE over an integer, and distinct
counterparties as running sums (+1 when one comes into the window, -1 when it has
run out). All features of all rules are measured in one pass over `moves`, in which
each transfer stands twice: as its payer's move out and as its payee's move in.
"""

from collections.abc import Iterable, Sequence

from wuzha.detection.moments import from_microseconds, local_day
from wuzha.detection.rules.facts import joined, said
from wuzha.detection.rules.sql import Columns, condition, value
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Aggregate,
    Comparison,
    Direction,
    Expression,
    Feature,
    Key,
    Rule,
    names_in,
)
from wuzha.lib import params

COLUMNS = {name: name for name in TRANSFER_NAMES} | {"amount": "amount_cents"}

ROW = ("tx_id", "at_us", "src", "dst", "amount_cents", "channel", "new_payee")

# An account that pays itself moves nothing.
PAYMENTS = """WITH payments AS (
  SELECT t.tx_id, t.at_us, t.src, t.dst, t.amount_cents, t.channel,
    MIN(t.at_us) OVER (PARTITION BY t.src, t.dst) = t.at_us AS new_payee{facts}
  FROM transfers AS t{joins} WHERE t.at_us < {until_us} AND t.src <> t.dst
)"""

# The same of some payments whose place among all is known, and who was a new payee.
PLACED = """
  SELECT t.place, t.tx_id, t.at_us, t.src, t.dst, t.amount_cents, t.channel,
    t.new_payee{facts}
  FROM placed AS t{joins}"""

# What is asked of a payer and a payee together is answered before they part.
MARKED = """,
marked AS (
  SELECT *{marks}
  FROM payments
)"""

MOVES = """,
moves AS (
  SELECT *, src AS account, dst AS other, 'out' AS direction FROM marked
  UNION ALL
  SELECT *, dst AS account, src AS other, 'in' AS direction FROM marked
)"""

MEASURED = """,
measured AS (
  SELECT *{windows}
  FROM moves
)"""

# One row a transfer: what its payer's move saw, and its payee's where asked for.
EVENTS = """,
events AS (
  SELECT {row}{views}
  FROM measured AS payer {join}
  WHERE payer.direction = 'out' AND payer.at_us >= {since_us}
)"""

PAYEES = """JOIN measured AS payee
    ON payee.tx_id = payer.tx_id AND payee.direction = 'in'"""

WINDOW = "OVER (PARTITION BY {accounts} ORDER BY at_us RANGE BETWEEN {start} PRECEDING"

# The counted transfers of the same two accounts just before and just after this one:
# a counterparty comes in where none before is within the window, and runs out after
# one that none follows within it.
NEIGHBOURS = """,
    MAX(CASE WHEN {passes} THEN at_us END) OVER (
      PARTITION BY {accounts} ORDER BY at_us, tx_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before_{n},
    MIN(CASE WHEN {passes} THEN at_us END) OVER (
      PARTITION BY {accounts} ORDER BY at_us, tx_id
      ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS after_{n}"""

CAME = """COUNT(CASE WHEN {counted} AND (before_{n} IS NULL{again}) THEN 1 END)
      {window} AND 1 PRECEDING)"""

RAN_OUT = """
    - COUNT(CASE WHEN {counted}
        AND (after_{n} IS NULL OR after_{n} > at_us + {us}) THEN 1 END)
      {window} AND {past} PRECEDING)"""

JUDGED = """
SELECT * FROM (
  SELECT *,
    {judgements}
  FROM events
) AS judged WHERE {fired}"""

SEEN = """
  SELECT fired.rule, fired.tx_id AS fired_tx, '{name}' AS feature,
    near.tx_id AS tx_id, near.other AS other, near.at_us AS at_us,
    ROW_NUMBER() OVER (
      PARTITION BY fired.tx_id ORDER BY near.at_us DESC, near.tx_id DESC
    ) AS place
  FROM fired JOIN near ON near.account = fired.{party}
  WHERE fired.rule = '{rule}' AND near.at_us < fired.at_us{bounds} AND {counted}
"""

EVIDENCE = """,
near AS (
  SELECT * FROM moves
  WHERE account IN (SELECT src FROM fired UNION SELECT dst FROM fired)
),
seen AS ({seen})
SELECT rule, fired_tx, feature, tx_id, other, at_us FROM seen
WHERE place <= {limit}
ORDER BY rule, fired_tx, at_us, tx_id, feature"""


def features_query(features: Sequence[Feature], since_us: int, until_us: int) -> str:
    """One row a transfer in [since, until), with its features as f0, f1, …"""
    return f"{_events(features, [], since_us, until_us)}\nSELECT * FROM events"


def hits_query(rules: Sequence[Rule], since_us: int, until_us: int) -> str:
    """The transfers at which a rule fires: features, and each rule's measure and band.

    `band_0` is the place of the band that the first rule reached, null if none.
    """
    facts = {name for rule in rules for name in rule.facts}
    events = _events(features_of(rules), facts, since_us, until_us)
    return events + judging_query(rules)


def judging_query(rules: Sequence[Rule]) -> str:
    """The same where a table `events` has the transfers, their facts and features."""
    features = features_of(rules)
    judgements = ",\n    ".join(
        f"{_band(rule, columns)} AS band_{n}, "
        f"CAST({value(rule.measure, columns)} AS BIGINT) AS measure_{n}"
        for n, rule in enumerate(rules)
        for columns in [_columns(rule, features)]
    )
    fired = " OR ".join(f"band_{n} IS NOT NULL" for n in range(len(rules)))
    return JUDGED.format(judgements=judgements, fired=fired)


def placed_query(facts: Iterable[str]) -> str:
    """What is said of the payments in a table `placed`."""
    columns, joins = joined(said(facts, []))
    return PLACED.format(facts=columns, joins=joins)


def marks_query(conditions: Sequence[Expression]) -> str:
    """Which conditions hold at each of those payments, as c0, c1, …"""
    facts = frozenset().union(*map(names_in, conditions))
    marks = ", ".join(
        f"COALESCE({condition(one, COLUMNS)}, FALSE) AS c{n}"
        for n, one in enumerate(conditions)
    )
    return f"SELECT place, {marks} FROM ({placed_query(facts)}) AS payments"  # noqa: S608


def open_query(rule: Rule, demand: Expression) -> str:
    """Which rows of a table `open` (row, amount_cents, f0, f1, …) meet the demand."""
    columns = _columns(rule, features_of([rule]))
    return f"SELECT row FROM open WHERE {condition(demand, columns)}"  # noqa: S608


def evidence_query(rules: Sequence[Rule], until_us: int) -> str:
    """The transfers that the fired rules saw in their windows, the latest first.

    Reads a table `fired` (rule, tx_id, at_us, src, dst) beside `transfers`.
    """
    seen = "UNION ALL".join(
        _seen(rule, name, rule.features[name])
        for rule in rules
        for name in rule.evidence
    )
    moves = (
        _payments(features_of(rules), [], until_us) + MARKED.format(marks="") + MOVES
    )
    return moves + EVIDENCE.format(seen=seen, limit=evidence_limit(until_us))


def evidence_limit(until_us: int) -> int:
    """How many transfers of a window go with a hit."""
    on = local_day(from_microseconds(until_us))
    return params.value("monitoring.evidence_transfers", on=on).whole


def features_of(rules: Sequence[Rule]) -> list[Feature]:
    """Every feature once, in order of first use: rules share what they ask alike."""
    return list(dict.fromkeys(f for rule in rules for f in rule.features.values()))


def _payments(features: Sequence[Feature], facts: Iterable[str], until_us: int) -> str:
    """With what is said of the accounts, where a filter or a rule asks for it."""
    asked = said(facts, [f.filter for f in features if f.filter])
    columns, joins = joined(asked)
    return PAYMENTS.format(facts=columns, joins=joins, until_us=until_us)


def _events(
    features: Sequence[Feature], facts: Iterable[str], since_us: int, until_us: int
) -> str:
    asked = list(enumerate(features))
    views = [f", {f.side}.f{n} AS f{n}" for n, f in asked]
    payees = any(f.key is Key.PAYEE for f in features)
    parts = [
        _payments(features, facts, until_us),
        MARKED.format(marks="".join(_mark(n, f) for n, f in asked)),
        MOVES,
        MEASURED.format(windows="".join(_window(n, f) for n, f in asked)),
        EVENTS.format(
            row=", ".join(f"payer.{c} AS {c}" for c in (*ROW, *said(facts, []))),
            views="".join(views),
            join=PAYEES if payees else "",
            since_us=since_us,
        ),
    ]
    return "".join(parts)


def _mark(n: int, feature: Feature) -> str:
    """What must be known of the pair before its transfer becomes two moves."""
    if feature.key is Key.PAIR:
        return f",\n    {_aggregate(feature, 'src, dst', _passes(feature))} AS f{n}"
    if feature.aggregate is Aggregate.DISTINCT:
        both_ways = feature.direction is Direction.ANY
        accounts = "LEAST(src, dst), GREATEST(src, dst)" if both_ways else "src, dst"
        return NEIGHBOURS.format(n=n, passes=_passes(feature), accounts=accounts)
    return ""


def _window(n: int, feature: Feature) -> str:
    if feature.key is Key.PAIR:
        return ""
    measured = (
        _distinct(n, feature)
        if feature.aggregate is Aggregate.DISTINCT
        else _aggregate(feature, "account", _counted(feature))
    )
    return f",\n    {measured} AS f{n}"


def _aggregate(feature: Feature, accounts: str, counted: str) -> str:
    us = feature.window_us
    window = WINDOW.format(accounts=accounts, start="UNBOUNDED" if us is None else us)
    money = f"(CASE WHEN {counted} THEN amount_cents END) {window} AND 1 PRECEDING)"
    time = f"(CASE WHEN {counted} THEN at_us END) {window} AND 1 PRECEDING)"
    return {
        Aggregate.COUNT: f"COUNT{time}",
        Aggregate.SUM: f"CAST(COALESCE(SUM{money}, 0) AS BIGINT)",
        Aggregate.MAX: f"COALESCE(MAX{money}, 0)",
        Aggregate.IDLE: f"at_us - MAX{time}",
        Aggregate.AGE: f"at_us - MIN{time}",
    }[feature.aggregate]


def _distinct(n: int, feature: Feature) -> str:
    us, counted = feature.window_us, _counted(feature)
    window = WINDOW.format(accounts="account", start="UNBOUNDED")
    again = "" if us is None else f" OR before_{n} < at_us - {us}"
    came = CAME.format(n=n, counted=counted, again=again, window=window)
    if us is None:
        return came
    return came + RAN_OUT.format(
        n=n, counted=counted, us=us, past=us + 1, window=window
    )


def _counted(feature: Feature) -> str:
    """Which moves count, seen from the account."""
    if feature.direction is Direction.ANY:
        return _passes(feature)
    return f"direction = '{feature.direction}' AND {_passes(feature)}"


def _passes(feature: Feature) -> str:
    return "TRUE" if feature.filter is None else condition(feature.filter, COLUMNS)


def _columns(rule: Rule, features: Sequence[Feature]) -> Columns:
    return COLUMNS | {
        name: f"f{features.index(feature)}" for name, feature in rule.features.items()
    }


def _band(rule: Rule, columns: Columns) -> str:
    reached = " ".join(
        f"WHEN {condition(Comparison('>=', rule.measure, band.at_least), columns)} "
        f"THEN {place}"
        for place, band in enumerate(rule.bands)
    )
    return f"CASE WHEN {condition(rule.when, columns)} THEN CASE {reached} END END"


def _seen(rule: Rule, name: str, feature: Feature) -> str:
    bounds = ""
    if feature.window_us is not None:
        bounds += f" AND near.at_us >= fired.at_us - {feature.window_us}"
    if feature.key is Key.PAIR:
        bounds += " AND near.other = fired.dst"
    return SEEN.format(
        rule=rule.id,
        name=name,
        party="dst" if feature.side is Key.PAYEE else "src",
        bounds=bounds,
        counted=_counted(feature),
    )
