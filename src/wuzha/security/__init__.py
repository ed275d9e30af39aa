"""Security: sign-in, second factors, tokens for machines, refusals, the reading of
personal data as a deed, and the page that searches the audit."""
