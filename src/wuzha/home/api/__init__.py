"""The endpoint for other systems: warnings come in here, and their state is asked.

Mounted at /api/v1/. A token stands for a machine's account (`security.tokens`); what
comes in is handed to the same action as from a page.
"""
