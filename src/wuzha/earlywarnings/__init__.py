"""Early warnings: somebody is being deceived now; reach them, meet them, dissuade them.

An early warning (预警) is one order as it was received. Warnings for the same person
within a window are joined into one dissuasion (劝阻): the work on that person, with the
unit and the member of staff who do it, its clocks, attempts, meeting and revisits.
Monitoring, the endpoint for other systems and imports come in through
`receive_warning`; money that was paid after all goes on as an incident.
"""
