"""Proposed people of the secretariat, and how each proposal ended; appended only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("secretary_proposal", "secretary_proposal_end")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0032_projection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecretaryProposalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "secretary_proposal",
            },
        ),
        migrations.CreateModel(
            name="SecretaryProposalEndRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="storage.secretaryproposalrow",
                    ),
                ),
            ],
            options={
                "db_table": "secretary_proposal_end",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
