"""Before a transfer leaves: a bank asks, and is told to let it go, to ask its customer,
or to hold it until a person has looked.

Decisions are only ever added, and so are their outcomes. What the accounts have sent
and received of late (`windows`) follows from them and from the transfers of earlier
days, so that it can be made anew at any time. A machine refuses nobody: what is held is
released or stopped by a person, and released by itself when nobody looks in time.
"""
