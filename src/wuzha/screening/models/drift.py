from typing import ClassVar

from django.db import models


class DriftLook(models.Model):
    """What a look over the texts of one week found that the weeks before had not."""

    # The Monday of the week; looked over again each night until it ends.
    week = models.DateField(unique=True)
    looked_at = models.DateTimeField()
    # How many texts it read, and how many of the weeks before.
    texts = models.PositiveIntegerField()
    texts_before = models.PositiveIntegerField()
    # [{"word", "texts"}], most texts first.
    new_words = models.JSONField(default=list)
    # [{"verdict", "texts"}]: the first text of a script that no class explains.
    new_scripts = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-week"]

    class Privacy:
        personal: ClassVar = {
            "new_words": "words of several texts; one may be somebody's name"
        }
        plain: ClassVar = [
            "week", "looked_at", "texts", "texts_before", "new_scripts",
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.week}"
