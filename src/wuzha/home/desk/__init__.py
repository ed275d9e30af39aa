"""The desk: what is theirs to do now, what was handed to them, what they wait for.

Each module is a source: it speaks for one kind of work and says it as `Item`s. The
table of sources stands in `table.py`.
"""
