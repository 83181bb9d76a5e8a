"""Casthouse assures where aluminium comes from: chain of custody, provenance and the standard behind it."""
