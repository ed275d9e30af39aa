"""The deeds of this area: units, people, appointments."""
