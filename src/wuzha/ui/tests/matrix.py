"""Scripts ask these before anybody is known: they tell nothing of the records."""

MATRIX = {"ui:pulse": {"*": 200}, "ui:worker": {"*": 200}}
