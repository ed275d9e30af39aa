"""Screening: a text that somebody hands in is judged, and the verdict is kept.

A *verdict* is what the signs and the model in force said of one text, with its reasons
and the versions that said it. A *label* is what a colleague says of the same text. From
settled labels a *model version* of the county is trained, compared with the one in
force and put in force by a person. Beside incidents, above early warnings.
"""
