"""Assurance: certificates of conformity and what they permit on a day."""
