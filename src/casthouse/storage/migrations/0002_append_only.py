"""Guard in the database what is append-only or frozen."""

from django.db import migrations

from casthouse.storage.dialect import install_guards


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_ledger")]
    operations = [migrations.RunPython(lambda apps, editor: install_guards(editor.connection))]
