"""The shape of input: sign-in, rules, the audit."""
