"""Two models side by side."""

from wuzha.detection.texts.comparing import MEASURES, compared, macro_f1
from wuzha.detection.texts.model import shipped


def test_macro_f1_weighs_both_kinds_alike() -> None:
    assert macro_f1([1, 1, 0, 0], [True, True, False, False]) == 1
    assert macro_f1([1, 0, 0, 0], [False, False, False, False]) == (0 + 6 / 7) / 2


def test_a_model_is_no_better_than_itself() -> None:
    model = shipped()
    found = compared(model, model, ["把钱转到安全账户", "晚上回家吃饭"], [1, 0])
    assert [one.measure.name for one in found] == list(MEASURES)
    assert not any(one.is_worse for one in found)
    assert all(one.before == one.after for one in found)


def test_without_held_labels_the_own_texts_are_compared() -> None:
    model = shipped()
    found = compared(model, model, [], [])
    assert [one.measure.name for one in found] == ["own_found", "own_alarms"]
    assert all(one.count > 100 for one in found)
