"""How far sources that may be measured, and not shipped, can be told apart.

Models made here are thrown away. Addresses are held out by domain, messages by script
(near-duplicates stay together). Sources: `--sources DIR` or WUZHA_BENCH_TEXTS.

    python -m bench.research --sources DIR
"""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bench.texts import rows, sources
from wuzha.detection.texts.findings import host_of
from wuzha.detection.texts.hosts import strangeness
from wuzha.detection.texts.normalising import normalised
from wuzha.detection.texts.scripts import script_of

FOLDS = 5
BEGINNINGS, THEIR_WEIGHT = (8, 15, 30), 0.35
HOST_RUNS, PATH_RUNS = (2, 3, 4, 5), (1, 2, 3, 4)
SECOND_LEVELS = {"co", "com", "org", "net", "gov", "edu", "ac"}
WORD_BREAK = re.compile(r"[^a-z0-9]+")


def main(arguments: Sequence[str] | None = None) -> None:
    folder = sources(arguments, __doc__)
    if folder is None:
        print("  no sources given")
        return
    for name in ("tft5", "tft8"):
        messages(name, folder)
    addresses(folder)


def messages(name: str, folder: Path) -> None:
    """Every kind told from the others, with no script on both sides. How the texts are
    seen and the weight of a mistake were chosen on one half of the scripts of tft5, by
    folds within it; the other half is told apart too."""
    told = rows(folder / f"{name}_train.jsonl.gz")
    texts = [normalised(str(row["text"])).text for row in told]
    kinds = np.array([str(row["label"]) for row in told])
    scripts = script_of([str(row["text"]) for row in told])
    said = kinds.copy()
    for taught, held in GroupKFold(FOLDS).split(texts, groups=scripts):
        begun = {f"first {read}": runs((1, 4), read) for read in BEGINNINGS}
        seen = FeatureUnion(
            [("whole", runs((1, 5))), *begun.items()],
            transformer_weights=dict.fromkeys(begun, THEIR_WEIGHT),
        )
        known = seen.fit_transform([texts[at] for at in taught])
        model = LinearSVC(C=5).fit(known, kinds[taught])
        said[held] = model.predict(seen.transform([texts[at] for at in held]))
    print(f"  {name}, {FOLDS} folds by script: macro-F1 {macro(kinds, said):.4f}")
    if name == "tft5":
        apart = np.array(
            [crc32(str(told[one]["text"]).encode()) % 2 for one in scripts]
        )
        figure = macro(kinds[apart == 1], said[apart == 1])
        print(f"  of it the scripts on which nothing was chosen: {figure:.4f}")


def runs(lengths: tuple[int, int], read: int | None = None) -> TfidfVectorizer:
    """Of characters; of the beginning alone, where whoever writes says who he is."""
    return TfidfVectorizer(
        analyzer="char",
        ngram_range=lengths,
        min_df=2,
        binary=True,
        use_idf=False,
        preprocessor=lambda text: text[:read],
    )


def addresses(folder: Path) -> None:
    told = rows(folder / "urls_2017_train.jsonl.gz")
    urls = [str(row["url"]) for row in told]
    phish = np.array([row["phish"] for row in told])
    fold = np.array([crc32(domain_of(url).encode()) % FOLDS for url in urls])
    held = fold == 0
    begun = time.process_time()
    said = _stacked(urls, phish, fold)
    spent = time.process_time() - begun
    figure = macro(phish[held], said)
    print(f"  addresses of unseen domains: macro-F1 {figure:.4f}, {spent:.0f} s")
    by_host: dict[str, list[int]] = {}
    for url, label in zip(urls, phish, strict=True):
        by_host.setdefault(host_of(url), []).append(int(label))
    hosts = list(by_host)
    truth = np.array([np.mean(by_host[host]) >= 0.5 for host in hosts])
    apart = np.array([crc32(domain_of(host).encode()) % FOLDS == 0 for host in hosts])
    known = vectors(hosts)
    model = LinearSVC(C=1).fit(known[~apart], truth[~apart])
    figure = macro(truth[apart], model.predict(known[apart]))
    print(f"  bare hosts of unseen domains: macro-F1 {figure:.4f}")
    shipped = np.array([strangeness(host) for host in hosts])
    print(f"  the same by the shipped model: macro-F1 {macro(truth, shipped > 0):.4f}")


def _stacked(urls: list[str], phish: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Runs and words in a linear model; its answer and the shape in trees."""
    known, odds = vectors(urls), np.zeros(len(urls))
    taught = fold != 0
    for part in range(FOLDS):
        rest = taught & (fold != part)
        model = LinearSVC(C=1).fit(known[rest], phish[rest])
        odds[fold == part] = model.decision_function(known[fold == part])
    both = np.column_stack([[shape(url) for url in urls], odds])
    trees = HistGradientBoostingClassifier(
        max_iter=300, learning_rate=0.08, random_state=7
    )
    return trees.fit(both[taught], phish[taught]).predict(both[~taught])


def vectors(urls: list[str]) -> sparse.csr_matrix:
    seen = HashingVectorizer(
        analyzer=_parts, n_features=1 << 20, alternate_sign=False, binary=True
    )
    return seen.transform(urls)


def _parts(url: str) -> Iterator[str]:
    host, path = host_of(url), path_of(url)
    labels = host.split(".")
    for mark, text, lengths in (
        ("h", f"^{host}$", HOST_RUNS),
        ("p", f"{path}$", PATH_RUNS),
    ):
        for length in lengths:
            for at in range(len(text) - length + 1):
                yield mark + text[at : at + length]
    yield from (f"word:{word}" for word in WORD_BREAK.split(path.lower()) if word)
    yield from (f"label:{label}" for label in labels)
    yield f"scheme:{url.partition('://')[0]}"
    yield f"ending:{labels[-1]}"
    yield f"file:{path.rpartition('.')[2][:5]}"
    for name, count in (
        ("length", len(url) // 10),
        ("host", len(host) // 4),
        ("dots", host.count(".")),
        ("depth", path.count("/")),
        ("values", path.count("=")),
    ):
        yield f"{name}:{min(count, 20)}"


def shape(url: str) -> list[float]:
    host, path = host_of(url), path_of(url)
    counted = [part.count(mark) for part in (host, path) for mark in ".-/=&?_%~@"]
    digits = [sum(one.isdigit() for one in part) for part in (host, path)]
    longest = [max(map(len, WORD_BREAK.split(part.lower()))) for part in (host, path)]
    return [
        len(host),
        len(path),
        *counted,
        *digits,
        *longest,
        *(entropy(part) for part in (host, path)),
        sum(one.isupper() for one in path),
        url.startswith("https"),
        host.startswith("www."),
        host.replace(".", "").isdigit(),
        len(host.rpartition(".")[2]),
        ".php" in path,
        ".html" in path,
    ]


def entropy(text: str) -> float:
    shares = np.array([text.count(one) / len(text) for one in sorted(set(text))])
    return float(-(shares * np.log2(shares)).sum())


def path_of(url: str) -> str:
    rest = url.partition("://")[2] or url
    return rest[len(re.split(r"[/?#]", rest, maxsplit=1)[0]) :]


def domain_of(url: str) -> str:
    labels = host_of(url).split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS
    return ".".join(labels[-3 if deep else -2 :])


def macro(truth: np.ndarray, said: np.ndarray) -> float:
    return float(f1_score(truth, said, average="macro"))


if __name__ == "__main__":
    main()
