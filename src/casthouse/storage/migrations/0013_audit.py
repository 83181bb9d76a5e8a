"""Audits with their plans, findings, non-conformances, reports and decisions; all appended only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = (
    "audit",
    "audit_member",
    "audit_event",
    "audit_visit",
    "audit_comment",
    "audit_report",
    "audit_plan",
    "audit_plan_site",
    "audit_finding",
    "non_conformance",
    "non_conformance_event",
    "corrective_action",
    "decision",
)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0012_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NonConformanceEventRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("act", models.CharField(max_length=24)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "non_conformance_event",
            },
        ),
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=80, unique=True)),
                ("number", models.IntegerField()),
                ("standard", models.CharField(max_length=24)),
                ("edition", models.CharField(max_length=64)),
                ("audit_type", models.CharField(max_length=20)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("seed", models.CharField(max_length=64)),
                ("manual", models.CharField(max_length=40)),
                (
                    "firm",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditfirmrow"),
                ),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"),
                ),
            ],
            options={
                "db_table": "audit",
            },
        ),
        migrations.CreateModel(
            name="AuditReportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("systems", models.CharField(max_length=8)),
                ("risk", models.CharField(max_length=8)),
                ("performance", models.CharField(max_length=8)),
                ("is_site_visit_due", models.BooleanField()),
                ("summary", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_report",
            },
        ),
        migrations.CreateModel(
            name="AuditPlanRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("on_site_from", models.DateField()),
                ("on_site_to", models.DateField()),
                ("reason_below_default", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_plan",
            },
        ),
        migrations.CreateModel(
            name="AuditMemberRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_lead", models.BooleanField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_member",
            },
        ),
        migrations.CreateModel(
            name="AuditFindingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=16)),
                ("criterion", models.CharField(max_length=16)),
                ("rating", models.CharField(max_length=24)),
                ("statement", models.TextField()),
                ("evidence", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.auditfindingrow"
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_finding",
            },
        ),
        migrations.CreateModel(
            name="AuditEventRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("act", models.CharField(max_length=24)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("text", models.TextField()),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_event",
            },
        ),
        migrations.CreateModel(
            name="AuditCommentRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("text", models.TextField()),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "audit_comment",
            },
        ),
        migrations.CreateModel(
            name="AuditVisitRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("is_remote", models.BooleanField()),
                ("half_days", models.IntegerField()),
                ("interviews", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
            ],
            options={
                "db_table": "audit_visit",
            },
        ),
        migrations.CreateModel(
            name="DecisionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("computed", models.CharField(max_length=16)),
                ("outcome", models.CharField(max_length=16)),
                ("reasons", models.JSONField()),
                ("majors", models.JSONField()),
                ("overrule_reason", models.TextField()),
                ("decided_on", models.DateField()),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("certificate", models.CharField(max_length=64)),
                ("maturity", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "decision",
            },
        ),
        migrations.CreateModel(
            name="CorrectiveActionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("root_cause", models.TextField()),
                ("action", models.TextField()),
                ("responsible", models.CharField(max_length=300)),
                ("deadline", models.DateField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.nonconformanceeventrow"
                    ),
                ),
            ],
            options={
                "db_table": "corrective_action",
            },
        ),
        migrations.CreateModel(
            name="NonConformanceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("grade", models.CharField(max_length=8)),
                ("grounds", models.JSONField()),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.auditfindingrow"
                    ),
                ),
            ],
            options={
                "db_table": "non_conformance",
            },
        ),
        migrations.AddField(
            model_name="nonconformanceeventrow",
            name="non_conformance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="storage.nonconformancerow"
            ),
        ),
        migrations.CreateModel(
            name="AuditPlanSiteRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("staff", models.IntegerField()),
                ("risk", models.IntegerField()),
                ("is_head_office", models.BooleanField()),
                ("has_communities", models.BooleanField()),
                ("is_joint_custody", models.BooleanField()),
                ("chosen_because", models.CharField(max_length=16)),
                ("half_days", models.IntegerField()),
                ("interviews", models.IntegerField()),
                ("default_half_days", models.IntegerField()),
                ("default_interviews", models.IntegerField()),
                ("community_notice_on", models.DateField(null=True)),
                ("community_language", models.CharField(max_length=100)),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditplanrow"),
                ),
            ],
            options={
                "db_table": "audit_plan_site",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "facility"), name="audit_plan_site_once"),
                    models.CheckConstraint(
                        condition=models.Q(("half_days__gte", 0), ("interviews__gte", 0), ("staff__gte", 0)),
                        name="audit_plan_site_sense",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="auditrow",
            constraint=models.UniqueConstraint(fields=("scope", "number"), name="audit_number_once"),
        ),
        migrations.AddConstraint(
            model_name="auditrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="audit_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditreportrow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="audit_report_once"),
        ),
        migrations.AddConstraint(
            model_name="auditplanrow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="audit_plan_once"),
        ),
        migrations.AddConstraint(
            model_name="auditplanrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_site_to__gte", models.F("on_site_from"))), name="audit_plan_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditmemberrow",
            constraint=models.UniqueConstraint(fields=("audit", "user"), name="audit_member_once"),
        ),
        migrations.AddConstraint(
            model_name="auditmemberrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True)), fields=("audit",), name="audit_lead_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditfindingrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                fields=("audit", "item", "facility"),
                name="audit_finding_first_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditeventrow",
            constraint=models.UniqueConstraint(fields=("audit", "sequence"), name="audit_event_once"),
        ),
        migrations.AddConstraint(
            model_name="auditvisitrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("half_days__gt", 0), ("interviews__gte", 0), ("last_day__gte", models.F("first_day"))
                ),
                name="audit_visit_sense",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionrow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="decision_once"),
        ),
        migrations.AddConstraint(
            model_name="nonconformancerow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="non_conformance_once"),
        ),
        migrations.AddConstraint(
            model_name="nonconformanceeventrow",
            constraint=models.UniqueConstraint(
                fields=("non_conformance", "sequence"), name="non_conformance_event_once"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
