"""Keep legal interests in facilities of others, and their ends."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [("storage", "0019_complaint")]
    operations = [
        migrations.CreateModel(
            name="LegalInterestRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("share_parts", models.BigIntegerField()),
                ("share_of", models.BigIntegerField()),
                ("first_day", models.DateField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={"db_table": "legal_interest"},
        ),
        migrations.AddConstraint(
            model_name="legalinterestrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_parts__gt", 0), ("share_parts__lte", models.F("share_of"))),
                name="legal_interest_share",
            ),
        ),
        migrations.CreateModel(
            name="LegalInterestEndRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_day", models.DateField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                (
                    "interest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.legalinterestrow"
                    ),
                ),
            ],
            options={"db_table": "legal_interest_end"},
        ),
        migrations.RunPython(
            lambda apps, editor: guard_append_only(
                editor.connection, ("legal_interest", "legal_interest_end")
            )
        ),
    ]
