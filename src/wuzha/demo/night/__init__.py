"""The night that goes on: warnings come in, and the people of the county work on them.

Everything is done by the actions, as the made-up people. Who does what when follows
from the rows as they are and from the seed, so a restart goes on where it stopped, and
a visitor who acts in between is simply the quicker one.
"""
