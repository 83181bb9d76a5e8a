"""The web application: pages and the API. It parses, calls one use case and renders; no rule lives here."""
