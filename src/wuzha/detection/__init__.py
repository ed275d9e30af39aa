"""Detection: tables in, tables out. Nothing here knows of Django, a user or a clock.

A *transfer* is one movement of money between two accounts. A *rule* is data: features
over the transfers before this one, a condition, a measure and its bands. A *hit* says
that a rule fired at a transfer, with its values and the sentence for the person on
duty. A *trace* follows the money of given payments onward. Called by the web's
monitoring and incidents, and alone as `python -m wuzha.detection`.
"""
