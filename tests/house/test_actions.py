"""A deed is one transaction, one check, one record."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.floors import PACKAGE, sources, tree

# Deeds that lack one of the three, each with its reason.
EXEMPT: dict[str, str] = {
    "home.note_search": "everybody may look for what they may see; kept all the same",
    "incidents.receive_public_complaint": "whoever is hit by a freeze may complain",
    "organisation.found_county": "the first deed of all: nobody is there to be checked",
    "organisation.choose_password": "everybody may choose their own password",
    "reports.complain": "everybody may complain, also without giving a name",
    "screening.keep_text": "a stranger's own text, kept at their word",
    "screening.delete_kept": "whoever has the code may have it deleted",
    "screening.make_appeal": "everybody may appeal, without giving a name",
    "security.note_sign_in": "whoever knows the password may sign in",
    "security.note_sign_out": "whoever is in may leave",
    "security.note_failed_sign_in": "a stranger's deed, kept all the same",
    "security.note_factor": "everybody may keep their own second factors",
    "security.note_token_use": "kept on the token; what the machine does is recorded",
}


def actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sources("actions"):
        area = path.relative_to(PACKAGE).parts[0]
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{area}.{node.name}", node


def calls(node: ast.AST) -> set[str]:
    found = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {getattr(f, "id", getattr(f, "attr", "")) for f in found}


@pytest.mark.parametrize(
    "action", [pytest.param(node, id=name) for name, node in actions()]
)
def test_an_action_is_one_transaction_with_keywords(action: ast.FunctionDef) -> None:
    assert "transaction.atomic" in {ast.unparse(d) for d in action.decorator_list}
    assert not action.args.args, "an action takes keywords only"
    assert "by" in {argument.arg for argument in action.args.kwonlyargs}


@pytest.mark.parametrize(
    "action",
    [pytest.param(node, id=name) for name, node in actions() if name not in EXEMPT],
)
def test_an_action_is_one_check_and_one_record(action: ast.FunctionDef) -> None:
    assert {"require", "record"} <= calls(action)


def test_exemptions_are_of_deeds_that_exist() -> None:
    assert EXEMPT.keys() <= {name for name, _ in actions()} | {
        "organisation.found_county"
    }
