"""The log as anyone can check it: tree, tiles, heads, cosignatures, proofs, policies; by C2SP."""
