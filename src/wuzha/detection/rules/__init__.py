"""The rule language: its tree, the reader that checks it, and its compilers.

`tree` holds what can be said, `expressions` reads one line of it, `reader` a whole
file; `batch` turns rules into one query over all transfers, `online` into what each
account's past (`past`) must hold and be asked before a transfer, `words` into Chinese.
"""
