"""Each table of states has its picture in docs/states, and the picture is fresh."""

from django.core.management import call_command


def test_the_diagrams_are_fresh() -> None:
    call_command("diagrams", check=True)
