"""Series: cases that share phones, links, accounts, chat identities or a script.

A series (串并组) gathers incidents, dissuasions and screened texts that bear the same
marks. A job works them out from the rows below; people name, follow, merge and split
them, and what they said holds at every later reckoning. Nothing personal is kept here:
a mark is read where it stands, and each person sees the members of their own scope.
"""
