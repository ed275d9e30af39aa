"""The cast is at hand for every test, in the areas as well as in tests/."""

pytest_plugins = ["tests.cast", "tests.browser"]
