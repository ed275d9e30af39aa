"""Incidents: a fraud that happened, the orders that stop its money, and its review.

An incident (案件) holds the victim, the payments that left (转出款项) and whatever the
fraud used (涉案标识). A stop-payment order (止付) is drafted by anyone entitled, issued
only by the police, executed or refused by the bank; a freeze (冻结) follows it. Early
warnings and monitoring open incidents and draft orders by calling the actions here.
"""
