"""Clocks: every limit in the product runs here; the arithmetic is `wuzha.lib.clocks`."""
