"""The HTTP face of a witness: heads of logs in, cosignatures out."""
