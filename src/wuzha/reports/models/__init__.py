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

__all__ = [
    "AskedField",
    "Asking",
    "BasisKind",
    "Complaint",
    "FieldKind",
    "FigureCorrection",
    "IssuedPaper",
    "Report",
    "ReportApproval",
]
