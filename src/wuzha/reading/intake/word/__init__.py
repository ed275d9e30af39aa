"""Word documents: what stands on the page, with the numbers that Word writes itself."""
