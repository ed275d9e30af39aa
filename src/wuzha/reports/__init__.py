"""Reports: what units owe of their duties, filled from the records of the work.

One catalogue of figures (指标) serves the daily brief, the targets of plans and the
periodic reports; each figure is a set of rows and how it is counted. A report (报表) is
derived, confirmed by a person, accepted by the unit that receives it, and then fixed.
Whatever is asked of units stands in one register (填报事项) with its owner, its basis
and its end.
"""
