"""An index of lots that are numbered parts of others, by the lot that they are parts of."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0045_gln"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="movementrow",
            index=models.Index(
                models.F("organisation"),
                models.Func(models.F("lot"), models.Value("0123456789"), function="RTRIM"),
                condition=models.Q(
                    ("lot__isnull", False),
                    django.db.models.lookups.GreaterThan(
                        django.db.models.functions.text.StrIndex(models.F("lot"), models.Value("/")), 0
                    ),
                ),
                name="movement_of_part_by_lot",
            ),
        ),
    ]
