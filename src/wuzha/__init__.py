"""Wuzha (无诈): a county's work against telecom and online fraud, run by its plan."""

__version__ = "0.4.0"
