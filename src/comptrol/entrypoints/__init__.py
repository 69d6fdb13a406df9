"""The ways in: HTTP, the command line and the demonstration. Each is thin."""
