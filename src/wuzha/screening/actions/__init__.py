"""Every change of verdicts, labels and model versions."""
