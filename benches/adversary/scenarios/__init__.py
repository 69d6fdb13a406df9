"""What is tried: one file to a scenario, its attack and its benign twin. See the package above."""
