"""A round of allocation: sixty proposals, who gets what and why, and an appeal that changes it."""
