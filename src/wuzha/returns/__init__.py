"""Returns: frozen money goes back to those whom it was taken from (资金返还).

A round (返还轮次) shares out one frozen account among the victims who applied: to the
one who paid, to those whom a trace finds, or pro rata after a notice of 30 days. Anyone
entitled prepares; only the police publish and decide; the bank says when it has paid.
What is left stays frozen, and a new victim begins a new round.
"""
