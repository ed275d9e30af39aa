"""PostgreSQL as Django has it, asked more rarely whether it is still there (`base`)."""
