"""The screens speak English too: every sentence has it, and whoever asks gets it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tools import messages
from wuzha.lib.datafiles import DATA
from wuzha.organisation.models import Person


@pytest.mark.slow
def test_every_sentence_has_english_with_the_same_placeholders() -> None:
    catalogue = messages.merged()
    assert not messages.missing(catalogue)
    assert not messages.broken(catalogue)


def test_the_compiled_catalogue_is_fresh() -> None:
    assert not messages.stale(), "run `make messages`"


def test_the_words_of_every_row_of_data_have_english() -> None:
    shown = [
        word
        for path in sorted(DATA.rglob("*.toml"))
        if path.parent not in messages.UNTRANSLATED
        for word in messages.from_table(path)
    ]
    with override("en"):
        left = {word for word in shown if messages.CHINESE.search(gettext(str(word)))}
    assert len(shown) > 300 and not left


@pytest.mark.django_db
def test_a_class_of_fraud_and_a_result_are_english_on_an_english_page(
    signed_in: Callable[[Person], Client], lin: Person
) -> None:
    asked = {"accept-language": "en"}
    page = signed_in(lin).get("/incidents/new/", headers=asked)
    assert "Fake investment" in page.text and "Gold" in page.text
    assert "虚假投资" not in page.text


@pytest.mark.django_db
def test_the_sign_in_page_is_chinese_unless_english_is_asked_for(
    client: Client,
) -> None:
    page = client.get(reverse("account_login"))
    assert '<html lang="zh' in page.text
    assert "<h1>登录</h1>" in page.text


@pytest.mark.django_db
def test_the_sign_in_page_is_english_for_an_english_browser(client: Client) -> None:
    asked = {"accept-language": "en-GB,en;q=0.9"}
    page = client.get(reverse("account_login"), headers=asked)
    assert '<html lang="en' in page.text
    assert "<h1>Sign in</h1>" in page.text
    assert not messages.CHINESE.search(page.text.replace("无诈", ""))


def test_sentences_of_python_are_gathered_under_every_name(tmp_path: Path) -> None:
    source = tmp_path / "views.py"
    source.write_text(
        "from django.utils.translation import gettext_lazy as lazy, ngettext\n"
        'TITLE = lazy("标题")\n'
        'said = _("两段" "相连")\n'
        'many = ngettext("{n} 条", "{n} 条以上", n)\n'
        "plain = _(title)\n",
        "utf8",
    )
    found = ["标题", "两段相连", ("{n} 条", "{n} 条以上")]
    assert [text for text in messages.from_python(source) if text] == found


def test_sentences_of_templates_are_gathered_as_django_asks_for_them(
    tmp_path: Path,
) -> None:
    source = tmp_path / "page.html"
    source.write_text(
        '{% translate "占 5%" %}{{ day|date:_("n月j日") }}'
        "{% blocktranslate count n=rows|length %}{{ n }} 行{% plural %}{{ n }} 行"
        "{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  上一行\n  下一行\n{% endblocktranslate %}",
        "utf8",
    )
    assert list(messages.from_template(source)) == [
        "占 5%%",
        "n月j日",
        ("%(n)s 行", "%(n)s 行"),
        "上一行 下一行",
    ]


def test_english_with_another_placeholder_is_found() -> None:
    catalogue = messages.Catalog(locale="en")
    catalogue.add("%(n)s 条", "%(n)s records")
    catalogue.add("{n} 分", "{m} min")
    catalogue.add("第 %s 次", "again")
    assert messages.broken(catalogue) == ["{n} 分", "第 %s 次"]
