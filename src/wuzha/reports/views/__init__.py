"""Pages of figures, reports and what is asked of units."""
