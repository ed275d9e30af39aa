"""The county board: what runs out, what today came to, town by town.

A town's people see their part of it. Every number leads to its rows.
"""
