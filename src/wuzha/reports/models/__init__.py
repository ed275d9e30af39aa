from wuzha.reports.models.askings import (
    AskedField,
    Asking,
    BasisKind,
    Complaint,
    FieldKind,
)
from wuzha.reports.models.reports import (
    FigureCorrection,
    IssuedPaper,
    Report,
    ReportApproval,
)
from wuzha.reports.models.templates import PaperTemplate

__all__ = [
    "AskedField",
    "Asking",
    "BasisKind",
    "Complaint",
    "FieldKind",
    "FigureCorrection",
    "IssuedPaper",
    "PaperTemplate",
    "Report",
    "ReportApproval",
]
