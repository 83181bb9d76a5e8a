"""Give the store a mark for the files of its projection, and movements of lots an index by their number."""

import django.db.models.expressions
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0031_attribution_choice"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "projection",
            },
        ),
        migrations.AddIndex(
            model_name="movementrow",
            index=models.Index(
                models.F("organisation"),
                django.db.models.expressions.CombinedExpression(models.F("id"), "&", models.Value(67108863)),
                condition=models.Q(("lot__isnull", False), ("reverses__isnull", False), _connector="OR"),
                name="movement_of_lot_by_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectionrow",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="projection_once"),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, ("projection",))),
    ]
