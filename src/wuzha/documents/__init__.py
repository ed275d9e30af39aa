"""Documents: files in and out. Spreadsheets read with every row error collected, sheets
and Word papers written, uploads made safe, imports previewed, applied and undone.

Mechanics only: an area declares its columns in `sheets.py` and its papers in
`papers.py`, gives the callables of an import, and nothing here knows what a row means.
"""
