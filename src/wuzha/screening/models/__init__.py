from wuzha.screening.models.appeals import Appeal
from wuzha.screening.models.drift import DriftLook
from wuzha.screening.models.kept import KeptText
from wuzha.screening.models.labels import Label
from wuzha.screening.models.listings import ListedKind, Listing
from wuzha.screening.models.pictures import Picture
from wuzha.screening.models.verdicts import Mention, Verdict
from wuzha.screening.models.versions import ModelVersion

__all__ = [
    "Appeal",
    "DriftLook",
    "KeptText",
    "Label",
    "ListedKind",
    "Listing",
    "Mention",
    "ModelVersion",
    "Picture",
    "Verdict",
]
