"""The outside world, one file to a thing."""
