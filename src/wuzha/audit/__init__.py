"""Audit: what was done, refused or read, by whom, to what. Entries are added and never
changed; each is sealed into a chain so that a change, a gap or a swap can be named."""
