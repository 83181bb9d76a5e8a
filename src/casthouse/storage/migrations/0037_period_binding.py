"""What period statements bind, kept beside each; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [("storage", "0036_finding_certificate")]

    operations = [
        migrations.CreateModel(
            name="PeriodBindingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.TextField()),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.statementrow"
                    ),
                ),
            ],
            options={"db_table": "period_binding"},
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, ("period_binding",))),
    ]
