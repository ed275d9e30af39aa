import copy
import pickle

from wuzha.lib.words import N_, Sentence

ENGLISH = {
    "{count}条": "{count} rows",
    "{what}未找到": "{what} not found",
    "预警": "warning",
}


def test_a_sentence_is_its_chinese_text() -> None:
    assert Sentence(N_("{count}条"), count=3) == "3条"


def test_a_sentence_can_be_said_in_another_language() -> None:
    assert Sentence("{count}条", count=3).said(ENGLISH.__getitem__) == "3 rows"


def test_sentences_inside_a_sentence_are_translated_too() -> None:
    sentence = Sentence("{what}未找到", what=Sentence("预警"))
    assert sentence == "预警未找到"
    assert sentence.said(ENGLISH.__getitem__) == "warning not found"


def test_a_sentence_without_facts_may_hold_braces() -> None:
    assert Sentence("{不是模板}") == "{不是模板}"


def test_a_sentence_survives_copying_and_pickling() -> None:
    sentence = Sentence("{count}条", count=3)
    for twin in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert twin.said(ENGLISH.__getitem__) == "3 rows"


def test_a_list_among_the_facts_is_joined_as_the_language_does_it() -> None:
    english = {"、": ", ", "还缺{items}。": "Missing: {items}.", "账号": "account"}
    missing = Sentence(N_("还缺{items}。"), items=(Sentence("账号"), "4402"))
    assert missing == "还缺账号、4402。"
    assert missing.said(lambda text: english.get(text, text)) == (
        "Missing: account, 4402."
    )
