"""The store: Django models, migrations and set-based SQL on SQLite and PostgreSQL. It decides nothing."""
