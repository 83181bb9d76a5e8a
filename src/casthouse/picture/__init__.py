"""Pictures of flows: what is drawn of whom, where it stands on the sheet, and its text as SVG."""
