"""Arithmetic, codes and tables that every area uses; no Django, no clock, no user.

A function here gets what it needs as arguments and answers; it reads no settings
and never asks what time it is. The tables it reads lie in `wuzha/data/`.
"""
