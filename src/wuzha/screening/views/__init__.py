"""The pages of verdicts, labels and model versions."""
