"""Monitoring: run the rules over transfers, keep the hits with what was said, let a
person confirm one, and raise the warning. A score alone raises nothing."""
