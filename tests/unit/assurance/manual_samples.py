"""The built-in assurance manual, for tests that need its numbers."""

from casthouse.exchange.assurance_manual_file import built_in_assurance_manual

MANUAL = built_in_assurance_manual()
