"""What the masking of stories misses, and what it hides that it need not.

Rules were mended by `stories.txt`; `stories_second.txt` was written before that and
scored once. In braces what must go: n a name, p a place or institution, x a number,
link or account.

    python -m bench.masking
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from wuzha.lib.narratives import masked

STORIES = ("stories.txt", "stories_second.txt")
MUST_GO = re.compile(r"\{([npx]):([^}]*)\}")
KINDS = {"n": "names", "p": "places, institutions", "x": "numbers, links, accounts"}


def main(arguments: Sequence[str] | None = None) -> None:
    for name in STORIES:
        print(f"  -- {name}")
        measured(Path(__file__).with_name(name).read_text("utf8"))


def measured(stories: str) -> None:
    there, missed = Counter[str](), Counter[str]()
    kept = lost = 0
    for line in stories.splitlines():
        plain = MUST_GO.sub(r"\2", line)
        answer = masked(plain).text
        for kind, value in MUST_GO.findall(line):
            there[kind] += 1
            if value in answer:
                missed[kind] += 1
                print(f"  missed {value} in …{answer[:40]}")
        innocent = MUST_GO.sub("", line)
        kept += len(innocent)
        lost += len(innocent) - _common(innocent, answer)
    for kind, name in KINDS.items():
        print(f"{name:<26}{missed[kind]:>3} of {there[kind]:>3} missed")
    print(f"hidden beside them: {lost / kept:.1%} of the other characters")


def _common(one: str, other: str) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


if __name__ == "__main__":
    main()
