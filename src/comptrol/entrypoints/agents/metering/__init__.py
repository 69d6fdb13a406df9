"""Usage that meters tell, filed with the authority: each event once, and what became of each."""
