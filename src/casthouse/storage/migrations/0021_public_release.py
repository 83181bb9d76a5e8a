"""Keep the statistics of a year as they were published; the database refuses to change them."""

from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0020_joint_venture"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicReleaseRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField(unique=True)),
                ("manual", models.CharField(max_length=40)),
                ("content", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "public_release",
            },
        ),
        migrations.RunPython(
            lambda apps, editor: guard_append_only(editor.connection, ("public_release",)),
            migrations.RunPython.noop,
        ),
    ]
