"""Editions that a secretariat loaded, every revision kept."""

from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0011_self_assessment"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("revision", models.IntegerField()),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField()),
                ("loaded_by", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "edition",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "revision"), name="edition_revision_once"),
                    models.CheckConstraint(
                        condition=models.Q(("revision__gte", 1)), name="edition_revision_counts"
                    ),
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, ["edition"])),
    ]
