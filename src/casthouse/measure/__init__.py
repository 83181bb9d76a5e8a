"""Quantities of the domain: mass in whole grams, exact shares, material accounting periods."""
