"""Restrictions: the register of involved accounts and of those punished for selling or
lending accounts and cards. An entry stands on a named authority's decision alone, is in
force once the person was told, and ends by itself on the last day of its term."""
