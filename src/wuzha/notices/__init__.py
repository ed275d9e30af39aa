"""Notices: telling people what is theirs to do, at once or in a digest."""
