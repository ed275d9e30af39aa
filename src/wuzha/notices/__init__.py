"""Notices: telling people what is theirs to do, at once or in a digest at fixed hours.

Areas above call `outbox.tell` and `outbox.settle` in their actions; the worker runs
`delivery`. Everybody sees their notices in the service; without a channel nothing
leaves the machine. A notice names an item and holds no personal data.
"""
