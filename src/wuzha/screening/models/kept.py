from typing import ClassVar

from django.db import models

from wuzha.screening.models.verdicts import Verdict


class KeptText(models.Model):
    """A stranger let the county keep their text, masked; whoever has the code may
    delete it before its time."""

    verdict = models.OneToOneField(Verdict, models.CASCADE, related_name="kept")
    code_key = models.CharField(max_length=64, unique=True)

    class Privacy:
        personal: ClassVar[dict[str, str]] = {}
        plain: ClassVar = ["verdict", "code_key"]

    def __str__(self) -> str:
        return str(self.verdict)
