from dataclasses import dataclass, replace

import pytest

from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import Moves, as_mermaid, move

PAPER = Moves(
    noun="文书",
    labels={"drafted": "草稿", "signed": "已签发", "refused": "已退回", "done": "办结"},
    initial="drafted",
    allowed={
        "drafted": frozenset({"signed", "refused"}),
        "refused": frozenset({"drafted"}),
        "signed": frozenset({"done"}),
    },
    final=frozenset({"done"}),
    owners={"drafted": "经办人"},
)


@dataclass
class Paper:
    state: str = "drafted"


def test_an_allowed_move_changes_the_state() -> None:
    paper = Paper()
    move(paper, "signed", PAPER)
    assert paper.state == "signed"


def test_a_forbidden_move_says_what_is_and_what_may_be() -> None:
    paper = Paper()
    with pytest.raises(Refused) as refusal:
        move(paper, "done", PAPER)
    assert str(refusal.value) == (
        "文书现在是“草稿”，不能改为“办结”。下一步可以是：已签发、已退回。"
    )
    assert paper.state == "drafted"


def test_nothing_leaves_a_final_state() -> None:
    with pytest.raises(Refused, match="终结状态"):
        move(Paper("done"), "drafted", PAPER)


def test_the_second_to_make_the_same_move_is_told_that_it_is_done() -> None:
    with pytest.raises(Conflict, match="文书已经是“已签发”"):
        move(Paper("signed"), "signed", PAPER)


def test_a_state_that_is_not_in_the_table_is_a_mistake_of_the_code() -> None:
    with pytest.raises(ValueError, match="there is no state burnt"):
        move(Paper(), "burnt", PAPER)


def test_the_table_answers_for_buttons_and_lists() -> None:
    assert PAPER.may("drafted", "signed") and not PAPER.may("done", "signed")
    assert PAPER.after("drafted") == ["signed", "refused"]
    assert PAPER.open == ["drafted", "signed", "refused"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"initial": "born"}, "no label for born"),
        ({"labels": {**PAPER.labels, "lost": "丢失"}}, "no way leads to lost"),
        ({"allowed": {**PAPER.allowed, "signed": frozenset()}}, "no way leads to done"),
        ({"final": frozenset()}, "no way out of done"),
        ({"final": frozenset({"done", "signed"})}, "final, yet with a way out: signed"),
        ({"owners": {"burnt": "经办人"}}, "no label for burnt"),
    ],
)
def test_a_wrong_table_is_refused_where_it_is_written(
    change: dict[str, object], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        replace(PAPER, **change)  # type: ignore[arg-type]


def test_the_diagram_shows_labels_moves_beginning_end_and_owners() -> None:
    assert as_mermaid(PAPER).splitlines() == [
        "stateDiagram-v2",
        '    state "草稿" as drafted',
        '    state "已签发" as signed',
        '    state "已退回" as refused',
        '    state "办结" as done',
        "    [*] --> drafted",
        "    drafted --> signed",
        "    drafted --> refused",
        "    signed --> done",
        "    refused --> drafted",
        "    done --> [*]",
        "    note right of drafted : 经办人",
    ]
