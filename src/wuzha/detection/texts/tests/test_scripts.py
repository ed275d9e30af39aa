"""Texts of one script find each other; others do not."""

import numpy as np
import pytest

from wuzha.detection.texts.scripts import script_of
from wuzha.detection.texts.writing import written

ONE = (
    "您好，我是{}客服小{}，您购买的商品检测不合格，"
    "现在为您办理三倍理赔{}元，请加我们的微信"
)
OTHER = "您的养老补贴待领取，请登录链接填写身份证和银行卡，逾期作废，咨询电话{}{}{}"


def test_texts_of_one_script_are_found_whatever_names_and_sums_stand_in_it() -> None:
    slots = [("京东", "王", 300), ("淘宝", "李", 4500), ("抖音", "赵", 88)]
    texts = [script.format(*slot) for slot in slots for script in (ONE, OTHER)]
    assert script_of([*texts, "今天天气真好"]).tolist() == [0, 1, 0, 1, 0, 1, 6]


def test_spelling_tricks_hide_no_script() -> None:
    plain = ONE.format("京东", "王", 300)
    assert script_of(
        [plain, "，".join("*".join(clause) for clause in plain.split("，"))]
    ).tolist() == [0, 0]


def test_short_and_empty_texts_have_a_place() -> None:
    assert script_of([]).tolist() == []
    assert script_of(["", "好", "", "行"]).tolist() == [0, 1, 0, 3]


@pytest.mark.slow
def test_lines_of_our_own_writing_stay_apart() -> None:
    made = [one for one in written(3, 5) if len(one.text) > 30]
    scripts = script_of([one.text for one in made])
    groups = np.array([one.group for one in made])
    mixed = [s for s in set(scripts.tolist()) if len(set(groups[scripts == s])) > 1]
    assert mixed == []
