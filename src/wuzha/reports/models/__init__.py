from wuzha.reports.models.reports import FigureCorrection, Report

__all__ = ["FigureCorrection", "Report"]
