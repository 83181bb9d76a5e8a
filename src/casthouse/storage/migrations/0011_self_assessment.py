"""Self-assessments with their answers and evidence; what was said and shown is guarded in the database."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("assessment_answer", "evidence_file", "evidence_link", "evidence_withdrawal")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0010_accreditation"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFileRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=8)),
                ("size_bytes", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "evidence_file",
            },
        ),
        migrations.CreateModel(
            name="EvidenceLinkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=16)),
                ("valid_until", models.DateField(null=True)),
                ("linked_at", models.DateTimeField()),
                ("linked_by", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.evidencefilerow"
                    ),
                ),
            ],
            options={
                "db_table": "evidence_link",
            },
        ),
        migrations.CreateModel(
            name="EvidenceWithdrawalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="storage.evidencelinkrow",
                    ),
                ),
            ],
            options={
                "db_table": "evidence_withdrawal",
            },
        ),
        migrations.CreateModel(
            name="SelfAssessmentRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("standard", models.CharField(max_length=32)),
                ("edition", models.CharField(max_length=64)),
                ("cycle", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=12)),
                ("started_at", models.DateTimeField()),
                ("started_by", models.CharField(max_length=200)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("submitted_by", models.CharField(default="", max_length=200)),
                ("carried_from", models.IntegerField(null=True)),
                ("frozen", models.JSONField(null=True)),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"),
                ),
            ],
            options={
                "db_table": "self_assessment",
            },
        ),
        migrations.AddField(
            model_name="evidencelinkrow",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="storage.selfassessmentrow"
            ),
        ),
        migrations.CreateModel(
            name="AssessmentAnswerRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=16)),
                ("version", models.IntegerField()),
                ("rating", models.CharField(max_length=32)),
                ("rationale", models.TextField()),
                ("gap", models.TextField()),
                ("action", models.TextField()),
                ("responsible", models.TextField()),
                ("due", models.DateField(null=True)),
                ("origin", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.selfassessmentrow"
                    ),
                ),
            ],
            options={
                "db_table": "assessment_answer",
            },
        ),
        migrations.AddConstraint(
            model_name="evidencefilerow",
            constraint=models.UniqueConstraint(fields=("organisation", "digest"), name="evidence_file_once"),
        ),
        migrations.AddConstraint(
            model_name="selfassessmentrow",
            constraint=models.UniqueConstraint(fields=("scope", "number"), name="self_assessment_number"),
        ),
        migrations.AddConstraint(
            model_name="selfassessmentrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("scope", "standard"),
                name="self_assessment_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentanswerrow",
            constraint=models.UniqueConstraint(
                fields=("assessment", "item", "version"), name="assessment_answer_version"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
