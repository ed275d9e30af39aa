"""Demo: a made-up county with 60 days of history and a night that goes on.

Everything in it is invented, from the division code (99 is no province) to the people.
It writes rows in bulk, which no other area may; a real service refuses to start while a
demo account exists.
"""
