"""What must be true of the records taken together, whatever was killed, restored or
written in bulk. Each law is a sentence and the rows that break it; no action leaves
such a row behind. `wuzha check --records` and the tests go through all of them."""
