"""Clocks: every limit in the product runs here; the arithmetic is in `lib.clocks`.

`engine` starts, stops, pauses and hands over, called inside the actions of upper areas.
`firing` gives the alarms, run by the worker: a step (`ClockStep`) fires once, and calls
what the area above has entered for the clock's kind in the `ALARMS` of its `jobs.py`.
"""
