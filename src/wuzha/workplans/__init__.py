"""Work plans: what a county has written down to do, read, looked over and run.

A plan (方案) is uploaded as a document and read into items (条目): phases, tasks,
duties and targets, each with the characters that say it. A person accepts, corrects,
splits, joins or rejects each; the units that the text names are matched to the tree.
Until somebody confirms the plan, nothing runs. The areas above fill what its duties ask
for and bind its targets to figures; here both are known by key alone.
"""
