"""What the public page says of a text: the answer, what gave it away, what to do."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.detection.texts.findings import KIND_NAMES
from wuzha.detection.texts.verdicts import NONE, SCAM, Verdict
from wuzha.lib.narratives import masked_text
from wuzha.lib.scripts import script_for
from wuzha.screening.asking import ask
from wuzha.screening.showing import Piece, marked, plain_kind, why

HEADINGS = {
    SCAM: N_("很可能是诈骗"),
    "caution": N_("要当心，先别转账"),
    NONE: N_("没有发现诈骗迹象，但不等于安全"),
}
TONES = {SCAM: "danger", "caution": "soon", NONE: "plain"}


MOST_SAID, MOST_FOUND = 5, 8


@dataclass(frozen=True)
class Shown:
    """One answer as the page draws it."""

    text: str
    answered: Verdict

    @property
    def heading(self) -> str:
        return _(HEADINGS[self.answered.verdict])

    @property
    def tone(self) -> str:
        return TONES[self.answered.verdict]

    @property
    def kind(self) -> str:
        return plain_kind(self.answered.fraud_class)

    @property
    def pieces(self) -> list[Piece]:
        places = [(one.start, one.end, _(one.says)) for one in self.answered.reasons]
        return marked(self.text, places)

    @property
    def says(self) -> list[str]:
        """A few convince, many weary."""
        says = (one.says for one in self.answered.reasons)
        return why(self.answered.verdict, says)[:MOST_SAID]

    @property
    def found(self) -> list[tuple[str, str]]:
        """What each number and link by itself is, as it came."""
        found = dict.fromkeys((one.kind, one.value) for one in self.answered.found)
        return [(_(KIND_NAMES[kind]), value) for kind, value in found][:MOST_FOUND]

    @property
    def advice(self) -> list[str]:
        return [_(line) for line in self.answered.advice]

    @property
    def passing_on(self) -> str:
        """A short text for a relative, without anything of the message itself."""
        if self.answered.verdict == NONE:
            return ""
        lines = [
            _("【提醒家里人】我查到一条消息：%(answer)s。") % {"answer": self.heading},
            self._of_its_kind,
            _("别转账，别点链接，验证码谁也不给。拿不准打96110，钱转出去了马上打110。"),
        ]
        return "".join(lines)

    @property
    def _of_its_kind(self) -> str:
        plain = _(script_for(self.answered.fraud_class).plain)
        return _("这类骗局的样子：%(plain)s。") % {"plain": plain}


def shown(text: str) -> Shown:
    return Shown(text, ask(text))


def without_persons(text: str) -> tuple[str, Verdict]:
    """The text as it may be kept, with the verdict on the whole of it: what gave it
    away stands where it still stands, and else nowhere."""
    kept = masked_text(text)
    places = {one.id: (one.start, one.end) for one in ask(kept).reasons}
    answered = ask(text)
    reasons = tuple(
        replace(one, quote="", start=start, end=end)
        for one in answered.reasons
        for start, end in [places.get(one.id, (0, 0))]
    )
    return kept, replace(answered, reasons=reasons, found=())
