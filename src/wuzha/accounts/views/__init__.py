"""Pages for a branch and for the police."""
