"""What people type: about hits, and about rules."""
