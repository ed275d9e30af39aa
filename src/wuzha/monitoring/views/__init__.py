"""The pages of hits and of runs."""
