from wuzha.screening.models.drift import DriftLook
from wuzha.screening.models.labels import Label
from wuzha.screening.models.pictures import Picture
from wuzha.screening.models.verdicts import Mention, Verdict
from wuzha.screening.models.versions import ModelVersion

__all__ = ["DriftLook", "Label", "Mention", "ModelVersion", "Picture", "Verdict"]
