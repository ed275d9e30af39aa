"""Briefs: the daily brief and the zero report, derived from what was done. Every figure
opens its rows; a person confirms or corrects with a reason; publication freezes it."""
