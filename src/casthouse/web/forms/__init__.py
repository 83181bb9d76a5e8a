"""Forms check shape (is it a date?); sense is checked by the use case."""
