"""Organisation: the tree of units, the people in it, and what each may do where.

A unit never moves: when it is merged, split, renamed or put elsewhere, its row ends and
another begins (`UnitSuccession`), so that a past figure keeps the unit of its time.
"""
