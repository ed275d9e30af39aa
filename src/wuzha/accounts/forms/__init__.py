"""What a branch and the police are asked."""
