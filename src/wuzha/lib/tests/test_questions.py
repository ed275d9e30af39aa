from pathlib import Path

import pytest

from wuzha.lib.datafiles import BadTable
from wuzha.lib.questions import question_sets, read_sets, red_flags

SET = (
    'code = "a"\nname = "甲"\nversion = "1"\nsource = "本项目"\nconfidence = "D"\n'
    'sign_required = false\ndefault = true\nquestions = ["做什么用？"]\n'
)


def test_the_default_set_comes_first() -> None:
    first = next(iter(question_sets().values()))
    assert (first.name, first.default) == ("三问二看一核对", True)
    assert (len(first.questions), len(first.looks), len(first.checks)) == (3, 2, 1)


@pytest.mark.parametrize(
    ("code", "questions"),
    [
        ("sibiwen", 4),
        ("sanwen_yiqueren", 3),
        ("wubiwen", 5),
        ("yiwen_erkan_santixing", 1),
        ("sanshifou", 3),
    ],
)
def test_a_set_asks_as_many_questions_as_its_name_says(
    code: str, questions: int
) -> None:
    assert len(question_sets()[code].questions) == questions


def test_every_set_says_where_it_comes_from() -> None:
    for one in question_sets().values():
        assert one.source and one.confidence in "ABCD"
        assert (one.confidence == "D") == ("本项目" in one.source)


def test_what_is_asked_fits_a_slip() -> None:
    for one in question_sets().values():
        lines = (*one.questions, *one.looks, *one.checks, *one.reminders)
        assert all(len(line) <= 40 for line in lines)


def test_red_flags_are_at_hand_whatever_the_set() -> None:
    assert len(red_flags().signs) >= 8


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SET.replace('"a"', '"b"'), r"a\.toml: the code differs"),
        (SET.replace("default = true\n", ""), "exactly one question set"),
        (SET.replace('["做什么用？"]', "[]"), r"a\.toml: questions: a list with"),
        (SET + "colour = 1\n", r"a\.toml: unknown key colour"),
    ],
)
def test_a_wrong_set_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.toml").write_text(text, "utf8")
    with pytest.raises(BadTable, match=says):
        read_sets(tmp_path)
