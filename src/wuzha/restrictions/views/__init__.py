"""Pages of the register: the list, one entry, its appeals, its papers."""
