"""What people say and write on a case: notes, stories, opinions, what was paid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wuzha.demo import names
from wuzha.demo.plots import plots
from wuzha.earlywarnings.guidance import measures
from wuzha.earlywarnings.states import (
    Belief,
    NoticeGiven,
    Outcome,
    RevisitResult,
    Way,
)

NOTES = {
    "persuaded": (
        "已挂断对方来电，答应等我们上门。",
        "情绪平稳，表示不再联系对方。",
        "",
    ),
    "doubts": ("说要先把手上的任务做完，口气犹豫。", "半信半疑，已请家属陪同。"),
    "refuses": ("不愿多谈，直接挂断。", "认为我们才是骗子，请村干部一起再联系。"),
    "no_risk": ("本人给孩子转学费，已核对。", "正常购物，收款方为本人常去的店。"),
    "paid": ("已经转出去一笔，账号在手机里，马上上门。", "刚转完，请立即止付。"),
    "relative": ("爱人接听，已转告，马上去找本人。", "父母接听，说本人在厂里上班。"),
    "busy": ("连打三次占线。", "占线超过十分钟，已联系家属。"),
    "no_answer": ("无人接听，稍后再打。", "响铃无人接，换座机再打。", ""),
    "off": ("关机，已联系家属。", "提示无法接通。"),
    "wrong_number": ("空号。", "号码已停用，户主另有其人。"),
    "wrong_person": ("机主称不认识预警对象。", "号码已转给他人使用。"),
    "nowhere": ("上门两次无人，邻居说外出务工。", "村里查无此人，租户已搬走。"),
}
OPINIONS = {
    Outcome.DISSUADED: (
        "已当面劝阻，本人卸载涉诈应用，未造成损失。",
        "见面说明骗术，本人认可，家属已知情。",
        "劝阻成功，已讲解识骗要点，约定回访。",
    ),
    Outcome.NO_RISK: ("核实为正常往来，无被骗风险。", "误触链接，未填写信息，无风险。"),
    Outcome.REFUSED: ("本人不配合，已告知家属和村干部关注。",),
    Outcome.UNREACHABLE: ("多次联系、上门均未找到，已请家属转告。",),
    Outcome.DEFRAUDED: ("本人已转账，已转为案件申请止付。",),
    Outcome.INVALID: ("号码与预警对象不符。",),
}
INVALID = {
    "wrong_number": ("号码为空号，户籍与住址均查无此人。", "号码已停用三个月以上。"),
    "wrong_person": ("机主不是预警对象，预警信息有误。",),
}
REVISITS = (
    (RevisitResult.SAFE, 88, ("情况正常，没有再联系对方。", "")),
    (RevisitResult.AT_RISK, 4, ("又接到类似电话，已再次提醒。",)),
    (RevisitResult.UNREACHED, 8, ("电话未接，已请家属转告。",)),
)
# Of those who say on the phone that nothing has happened.
PAID_ALREADY = 0.004
SPOTS = ("本人家中", "村委会", "派出所", "务工单位", "本人店里", "社区服务站")
COMPANIONS = ("", "", "村干部一名", "社区民警一名", "家属在场")


@dataclass
class Telling:
    random: Random
    fraud_class: str

    def __post_init__(self) -> None:
        self.plot = plots().of(self.fraud_class)

    def note(self, result: str) -> str:
        return self.random.choice(NOTES[result])

    def opinion(self, outcome: Outcome) -> str:
        return self.random.choice(OPINIONS[outcome])

    def why_invalid(self, result: str) -> str:
        return self.random.choice(INVALID[result])

    def meeting(self, result: str, at: datetime) -> dict[str, Any]:
        """The columns of a meeting after such a call."""
        if result == "paid" or self.random.random() < PAID_ALREADY:
            return self.paid(at)
        moved: bool | None = False if self.random.random() < 0.93 else None
        return self._columns(_belief(result, self.random.random())) | {
            "money_moved": moved
        }

    def paid(self, at: datetime) -> dict[str, Any]:
        payments = self.payments(at)
        return self._columns(Belief.PERSUADED) | {
            "money_moved": True,
            "payments": payments,
            "moved_cents": sum(one["amount_cents"] for one in payments),
        }

    def payments(self, at: datetime) -> list[dict[str, Any]]:
        """As a meeting keeps them: with the four items."""
        number = self.random.choices((1, 2, 3), (70, 22, 8))[0]
        paid_at = at - timedelta(minutes=self.random.uniform(20, 240))
        found = []
        for _ in range(number):
            found.append(
                {
                    "payee_name": names.person_name(self.random),
                    "account": names.card(self.random),
                    "amount_cents": self.plot.yuan(self.random) * 100,
                    "paid_at": paid_at.isoformat(timespec="seconds"),
                }
            )
            paid_at += timedelta(minutes=self.random.uniform(1, 6))
        return found

    def revisit(self) -> dict[str, Any]:
        index = self.random.choices(range(3), [share for _, share, _ in REVISITS])[0]
        result, _, notes = REVISITS[index]
        way = self.random.choice((Way.PHONE, Way.PHONE, Way.VISIT))
        return {
            "result": result.value,
            "way": way.value,
            "note": self.random.choice(notes),
        }

    def story(self) -> str:
        text = self.random.choice(self.plot.told)
        return plots().filled(self.random, text, yuan=self.plot.yuan(self.random))

    def _columns(self, belief: Belief) -> dict[str, Any]:
        random = self.random
        given = random.choices(list(NoticeGiven), (70, 6, 24))[0]
        return {
            "spot": random.choice(SPOTS),
            "companions": random.choice(COMPANIONS),
            "identity_checked": random.random() < 0.95,
            "story": self.story(),
            "belief": belief.value,
            "measures": random.sample(list(measures()), random.randint(1, 4)),
            "notice_given": given.value,
            "witness": "村干部在场见证" if given == NoticeGiven.REFUSED else "",
        }


def _belief(result: str, drawn: float) -> Belief:
    if result == "refuses":
        return Belief.UNMOVED if drawn < 0.5 else Belief.WAVERING
    if result == "doubts":
        return Belief.WAVERING if drawn < 0.3 else Belief.PERSUADED
    return Belief.PERSUADED
