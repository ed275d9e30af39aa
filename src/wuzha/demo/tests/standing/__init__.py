"""Of one county that all of these look at."""
