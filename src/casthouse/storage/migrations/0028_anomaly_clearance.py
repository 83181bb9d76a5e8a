"""Keep what was said to clear anomalies."""

from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0027_certificate_transfer"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnomalyClearanceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=32)),
                ("is_told", models.BooleanField()),
            ],
            options={
                "db_table": "anomaly_clearance",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "digest"), name="anomaly_clearance_once")
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: guard_append_only(editor.connection, ("anomaly_clearance",))
        ),
    ]
