"""The Django application that holds the rows."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """Rows, migrations, SQL."""

    name = "casthouse.storage"
    label = "storage"
