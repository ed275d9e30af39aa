"""Who gets how much of a frozen account: whole cents in, whole cents out. No Django.

Article 8 of 银监发〔2016〕41号 fixes the order: one payment came in, and its victim
gets it; several came, told apart by their time, and each victim gets what a trace
finds; or not told apart, and all share in proportion. How the proportion is counted is
a rule that can be switched, for the detailed rules were not read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wuzha.lib.money import yuan_text
from wuzha.lib.words import N_, Sentence


class Way(StrEnum):
    SINGLE = "single"
    TRACED = "traced"
    PRO_RATA = "pro_rata"


@dataclass(frozen=True)
class Loss:
    """Of one victim, in cents: what flowed into the account, and what of the frozen
    money a trace finds to be theirs (None: not traced)."""

    lost: int
    traced: int | None = None


@dataclass(frozen=True)
class Rule:
    """`name`, `words` and `formula` are printed on the report."""

    name: str
    words: str
    formula: str
    shares: Callable[[int, Sequence[int]], list[int]]
    # Whether the rule has an answer when the losses exceed what is frozen.
    can_fall_short: bool = True


def by_losses(available: int, losses: Sequence[int]) -> list[int]:
    """Cents that the floors leave go to the largest fractions; of equal ones to the
    victim who stands first."""
    total = sum(losses)
    if total <= available:
        return list(losses)
    paid = [available * lost // total for lost in losses]
    left = available - sum(paid)
    by_fraction = sorted(
        range(len(losses)), key=lambda place: -(available * losses[place] % total)
    )
    for place in by_fraction[:left]:
        paid[place] += 1
    return paid


def in_full(available: int, losses: Sequence[int]) -> list[int]:
    """A loss divided by what is frozen, of what is frozen: the loss."""
    return list(losses)


RULES = {
    "by_losses": Rule(
        N_("按损失占比"),
        N_(
            "可返还金额够的，各受害人按损失全额返还；不够的，按各人损失占损失总额的"
            "比例返还，算到分，余下的分按小数部分从大到小补足，相同的按申请先后。"
        ),
        N_("返还金额 = 可返还金额 × 本人损失 ÷ 损失总额，不超过本人损失"),
        by_losses,
    ),
    "in_full": Rule(
        N_("按损失占冻结资金的比例（字面）"),
        N_(
            "按条文字面，以各人损失占冻结资金总额的比例返还，即各人损失全额；"
            "损失总额超过冻结资金的，此规则算不出结果。"
        ),
        N_("返还金额 = 冻结资金 × 本人损失 ÷ 冻结资金 = 本人损失"),
        in_full,
        can_fall_short=False,
    ),
}


def problem(
    way: str, rule: str, available: int, losses: Sequence[Loss]
) -> Sentence | None:
    """Why nothing can be shared out like this; None when it can."""
    if available <= 0 or not any(one.lost for one in losses):
        return Sentence(N_("没有可返还的金额，不能作出返还决定。"))
    if way == Way.SINGLE and len(losses) != 1:
        return Sentence(
            N_("有{count}名受害人申请，不是单笔汇入，请改选别的返还方式。"),
            count=len(losses),
        )
    if way == Way.TRACED:
        return _trace_problem(available, losses)
    total = sum(one.lost for one in losses)
    if way == Way.PRO_RATA and total > available and not RULES[rule].can_fall_short:
        return Sentence(
            N_("损失总额{total}超过可返还的{available}，“{rule}”算不出结果。"),
            total=yuan_text(total),
            available=yuan_text(available),
            rule=Sentence(RULES[rule].name),
        )
    return None


def shares(way: str, rule: str, available: int, losses: Sequence[Loss]) -> list[int]:
    """In the order of the losses; ask `problem` before."""
    if (wrong := problem(way, rule, available, losses)) is not None:
        raise ValueError(wrong)
    match Way(way):
        case Way.SINGLE:
            return [min(available, losses[0].lost)]
        case Way.TRACED:
            return [min(one.traced or 0, one.lost) for one in losses]
        case Way.PRO_RATA:
            return RULES[rule].shares(available, [one.lost for one in losses])


def _trace_problem(available: int, losses: Sequence[Loss]) -> Sentence | None:
    untraced = sum(one.traced is None for one in losses)
    if untraced:
        return Sentence(
            N_("还有{count}名受害人没有追踪结果，请补录或改为按比例返还。"),
            count=untraced,
        )
    found = sum(min(one.traced or 0, one.lost) for one in losses)
    if not found:
        return Sentence(N_("追踪结果全部为0，没有可返还的金额。"))
    if found > available:
        return Sentence(
            N_("追踪到的合计{found}超过可返还的{available}，请核对追踪结果。"),
            found=yuan_text(found),
            available=yuan_text(available),
        )
    return None
