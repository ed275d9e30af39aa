"""Every change of the register and of the appeals against it."""
