"""Pages: find what the person may see, one form, one action, redirect or render."""
