"""What a call and a plan are, and what is worked out from them alone."""
