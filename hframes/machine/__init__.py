"""Getting a machine ready, and saying what it lacks."""
