"""The shape of input: units, people, one's own duties."""
