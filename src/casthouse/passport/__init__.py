"""What travels with the metal and can be checked by anybody: keys, signed statements, their log and its proofs."""
