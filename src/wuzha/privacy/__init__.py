"""Privacy: fields that are stored sealed, keys to search them by, the ledger of what is
personal. Every area that holds a person's data uses these fields and no others."""
