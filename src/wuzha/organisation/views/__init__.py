"""The pages of this area: units, people, one's own deputies and leave, imports."""
