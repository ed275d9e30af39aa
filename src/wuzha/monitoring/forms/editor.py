"""A rule's form as a whole: read into a rule, or told at the field what is wrong."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from wuzha.detection.rules.conditions import Joined, typed_literal
from wuzha.detection.rules.reader import RuleError, read_values
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Aggregate,
    Arithmetic,
    Band,
    Direction,
    Expression,
    Key,
    Kind,
    Name,
    Party,
    Rule,
)
from wuzha.detection.rules.words import TRANSFER_WORDS
from wuzha.detection.rules.writer import (
    duration_literal,
    expression_line,
    literal_text,
)
from wuzha.monitoring.forms.conditions import Conditions, Names
from wuzha.monitoring.forms.rules import (
    ANY_BAND,
    BLANK,
    EVER,
    MOST_FEATURES,
    BandForm,
    BandSet,
    FeatureSet,
    HeadForm,
    MeasureForm,
    WhyForm,
    choices_of,
    kind_of,
)
from wuzha.ui.times import said

FEATURES = "features"
ADD = "add:"
MEASURED = {Kind.MONEY, Kind.NUMBER, Kind.DURATION}
# A band of each kind, to ask which one fits.
EDGES = ("1", "1元", "1s")


class Editor:
    """All of it together. `rule` is what it begins from; the parts that cannot be read
    say so at their fields. Only what is to be kept wants a reason."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        rule: Rule,
        is_new: bool,
        is_kept: bool = False,
    ) -> None:
        self.begun = rule
        self.head = HeadForm(data, initial={} if is_new else _head(rule))
        # Typologies count on the side of a rule that is there.
        self.head.fields["side"].disabled = not is_new
        self.features = FeatureSet(
            data, prefix=FEATURES, initial=[_feature(rule, n) for n in rule.features]
        )
        kinds = {**TRANSFER_NAMES, **self._feature_kinds()}
        names = [*choices_of(TRANSFER_WORDS), *self._feature_names()]
        self.when = Conditions(
            data, prefix="when", names=names, kinds=kinds, begin=rule.when
        )
        self.measure = MeasureForm(
            data,
            prefix="measure",
            names=[one for one in names if kinds.get(one[0]) in MEASURED],
            initial=_measure(rule.measure),
        )
        unsaid = {"reason": ""} if is_new else {}
        bands = [_band(band) | unsaid for band in reversed(rule.bands)]
        self.bands = BandSet(data, prefix="bands", initial=bands)
        self.why = WhyForm(data if is_kept else None, initial=data)
        self.rule: Rule | None = None

    def is_valid(self) -> bool:
        """`rule` is then what was filled in."""
        if not all(list(map(_is_valid, self._parts()))):
            return False
        filters = [form.filter.is_valid() for form in self._kept(self.features)]
        if not all(filters):
            return False
        self.rule = self._read()
        return self.rule is not None

    def hush(self) -> None:
        """Nobody is told what is missing from a row that he has only just added."""
        conditions = [self.when, *(form.filter for form in self.features.forms)]
        shown = [self.head, self.measure, *self.features.forms, *self.bands.forms]
        for part in conditions:
            shown += [part.how, *part.rows.forms]
        for form in shown:
            form.errors.clear()

    def placeholders(self) -> Names:
        """What a band's sentence can have filled in."""
        windows = [
            (f"{name}.window", _("%(words)s：多久以内") % {"words": words})
            for name, words in self._feature_names()
        ]
        return [
            ("measure", _("分档的数")),
            ("amount", said(TRANSFER_WORDS["amount"])),
            *self._feature_names(),
            *windows,
        ]

    def _parts(self) -> list[Any]:
        return [self.head, self.features, self.when, self.measure, self.bands]

    def _kept(self, rows: Any) -> list[Any]:
        return [form for form in rows.forms if form not in rows.deleted_forms]

    def _feature_kinds(self) -> dict[str, Kind]:
        """Of an aggregate alone, so that a condition is checked beside a bad window."""
        return {
            form.shown_name(): kind_of(str(form["aggregate"].value()))
            for form in self.features.forms
        }

    def _feature_names(self) -> Names:
        return [(form.shown_name(), form.words()) for form in self.features.forms]

    def _values(self) -> dict[str, Any]:
        head = self.head.cleaned_data
        kept = self._kept(self.features)
        named = {form.cleaned_data["name"]: form for form in kept}
        seen = [n for n, form in named.items() if form.cleaned_data["evidence"]]
        from_them = [n for n in seen if named[n].cleaned_data["victims"]]
        return {
            **{key: head[key] for key in ("title", "side", "account", "suspect")},
            **{key: head[key] for key in ("basis", "confidence")},
            "id": self.begun.id,
            "version": self.begun.version,
            "state": "draft",
            "dated": self.begun.dated,
            "victims": [*head["victims"], *from_them],
            "evidence": seen,
            "features": {name: form.values for name, form in named.items()},
            "when": self.when.line,
            "measure": self.measure.written,
            "bands": [],
        }

    def _read(self) -> Rule | None:
        """Each band by itself first, so that each wrong one says so."""
        values, bands = self._values(), self._kept(self.bands)
        kind = self._kind_of_measure(values)
        if kind is None:
            return None
        if not bands:
            self.head.add_error(None, _("请至少留一档。"))
            return None
        written = [_band_values(form, kind) for form in bands]
        alone = [
            self._tried({**values, "bands": [band]}, form)
            for band, form in zip(written, bands, strict=True)
        ]
        if not all(alone):
            return None
        return self._tried({**values, "bands": written}, bands[-1])

    def _kind_of_measure(self, values: Mapping[str, Any]) -> Kind | None:
        """None, and said at its field, where something besides the bands is wrong."""
        for edge in EDGES:
            try:
                tried = {**values, "bands": [{**ANY_BAND, "at_least": edge}]}
                return read_values(tried, self.begun.id).measure.kind
            except RuleError as wrong:
                if not wrong.key.startswith("bands"):
                    self._blame(wrong)
                    return None
        return None

    def _tried(self, values: Mapping[str, Any], band: BandForm) -> Rule | None:
        try:
            return read_values(values, self.begun.id)
        except RuleError as wrong:
            self._blame(wrong, band)
            return None

    def _blame(self, wrong: RuleError, band: BandForm | None = None) -> None:
        """Its key names the field."""
        why, (first, *rest) = said(wrong.why), wrong.key.split(".")
        if first == "when":
            self.when.add_error(why)
        elif first == "measure":
            self.measure.add_error("line", why)
        elif first == "features" and len(rest) > 1:
            self._blame_feature(rest[0], rest[1], why)
        elif band is not None and first.startswith("bands"):
            band.add_error(rest[0] if rest else "at_least", why)
        else:
            self.head.add_error(first if first in self.head.fields else None, why)

    def _blame_feature(self, name: str, key: str, why: str) -> None:
        for form in self._kept(self.features):
            if form.shown_name() == name and key == "filter":
                form.filter.add_error(why)
            elif form.shown_name() == name:
                form.add_error(key, why)


def _is_valid(part: Any) -> bool:
    return bool(part.is_valid())


def blank_rule(name: str) -> Rule:
    """What a new rule begins from."""
    return read_values({**BLANK, "id": name}, name)


def grown(data: QueryDict, prefix: str) -> QueryDict:
    """What was typed, with one more empty row of the set."""
    more = data.copy()
    place = int(more.get(f"{prefix}-TOTAL_FORMS") or 0)
    more[f"{prefix}-TOTAL_FORMS"] = str(place + 1)
    if prefix == FEATURES:
        for key, value in _new_feature(more, place).items():
            more[f"{prefix}-{place}-{key}"] = value
    return more


def _new_feature(data: QueryDict, place: int) -> dict[str, str]:
    """A name of its own, and the marks that its rows of conditions begin with."""
    taken = {data.get(f"{FEATURES}-{n}-name") for n in range(place)}
    names = (f"f{n}" for n in range(1, place + MOST_FEATURES + 2))
    return {
        "name": next(name for name in names if name not in taken),
        "key": Key.PAYER,
        "direction": Direction.IN,
        "aggregate": Aggregate.SUM,
        "filter-joined": Joined.ALL,
        "filter-rows-TOTAL_FORMS": "1",
        "filter-rows-INITIAL_FORMS": "0",
    }


def _head(rule: Rule) -> dict[str, Any]:
    names = ("title", "side", "account", "suspect", "basis", "confidence")
    parties = [who for who in rule.victims if who in set(Party)]
    return {**{name: getattr(rule, name) for name in names}, "victims": parties}


def _feature(rule: Rule, name: str) -> dict[str, Any]:
    feature = rule.features[name]
    window = feature.window_us
    return {
        "name": name,
        "key": feature.key,
        "window": EVER[1] if window is None else duration_literal(window),
        "direction": feature.direction,
        "aggregate": feature.aggregate,
        "evidence": name in rule.evidence,
        "victims": name in rule.victims,
        "filter": feature.filter,
        "feature": feature,
    }


def _measure(measure: Expression) -> dict[str, str]:
    match measure:
        case Name(name):
            return {"measure": name}
        case Arithmetic("+", Name(name), Name(plus)):
            return {"measure": name, "plus": plus}
    return {"line": expression_line(measure)}


def _band(band: Band) -> dict[str, Any]:
    edge = band.at_least
    return {
        "at_least": literal_text(edge.value, edge.kind),
        "score": band.score,
        "action": band.action,
        "reason": band.reason,
    }


def _band_values(form: BandForm, kind: Kind) -> dict[str, Any]:
    typed = form.cleaned_data
    named = {key: typed[key] for key in ("score", "action", "reason")}
    return {**named, "at_least": typed_literal(typed["at_least"], kind)}
