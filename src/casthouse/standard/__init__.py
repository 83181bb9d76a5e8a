"""Editions of the standards as data: rule packs."""
