"""SQLite as Django has it, with a finer wait for its one writer (`base`)."""
