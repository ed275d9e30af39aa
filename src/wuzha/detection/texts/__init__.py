"""Screening: is this text a scam? One text in, one verdict out, with its reasons.

A *sign* is something a scam says or asks for, found by patterns that are data. A
*finding* is a link, number or account in the text, judged by itself. The *model* is a
small linear one that knows how scams and their innocent twins are worded. The
*combiner* adds the weights of all three up; every weight can be read. There are three
verdicts: `scam`, `caution` and `none`, which is "nothing found" and never "safe".

What other areas use: `verdicts.screen(text, model)` and `screen_many`; `model.shipped`,
`opened`, `save`; `training.learnt(texts, fraud)`, which raises `TooFew`; `findings`,
`script_of`, `sorted_story`. Kinds of findings are the keys of `weights.toml`.
Needs no network, no clock and no database. Used alone as `wuzha screen`.
"""
