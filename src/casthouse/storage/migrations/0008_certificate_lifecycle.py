"""Certificates with their whole life: moves, scope versions, entitled days; memberships; notices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0007_first_password"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateCounterRow",
            fields=[
                ("standard", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("last_number", models.IntegerField()),
            ],
            options={
                "db_table": "certificate_counter",
            },
        ),
        migrations.AddField(
            model_name="certificaterow",
            name="edition",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="organisationrow",
            name="timezone",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="certificaterow",
            name="valid_from",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="certificaterow",
            name="valid_to",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="CertificateMoveRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("mover", models.CharField(max_length=16)),
                ("effective", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("reason", models.TextField(default="")),
                ("reference", models.CharField(default="", max_length=200)),
                ("level", models.CharField(default="", max_length=16)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_move",
            },
        ),
        migrations.CreateModel(
            name="CertificateFacilityRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activities", models.JSONField()),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificatemoverow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_facility",
            },
        ),
        migrations.CreateModel(
            name="CertificateSpanRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
            ],
            options={
                "db_table": "certificate_span",
            },
        ),
        migrations.CreateModel(
            name="MembershipFactRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("effective", models.DateField()),
                ("reason", models.TextField(default="")),
                ("standing", models.CharField(default="", max_length=16)),
                ("membership", models.CharField(default="", max_length=40)),
                ("joined", models.DateField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "membership_fact",
            },
        ),
        migrations.CreateModel(
            name="NoticeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("sender", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("link", models.CharField(default="", max_length=500)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "notice",
            },
        ),
        migrations.CreateModel(
            name="NoticeReadingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
                ("read_by", models.CharField(max_length=200)),
                (
                    "notice",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="storage.noticerow"),
                ),
            ],
            options={
                "db_table": "notice_reading",
            },
        ),
        migrations.AddConstraint(
            model_name="certificatemoverow",
            constraint=models.UniqueConstraint(
                fields=("certificate", "sequence"), name="certificate_move_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatefacilityrow",
            constraint=models.UniqueConstraint(fields=("move", "facility"), name="certificate_facility_once"),
        ),
        migrations.AddConstraint(
            model_name="certificatespanrow",
            constraint=models.UniqueConstraint(
                fields=("certificate", "facility", "valid_from"), name="certificate_span_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatespanrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="certificate_span_dates"
            ),
        ),
        migrations.AddIndex(
            model_name="noticerow",
            index=models.Index(fields=["reader", "id"], name="notice_reader"),
        ),
        migrations.AddConstraint(
            model_name="noticerow",
            constraint=models.UniqueConstraint(fields=("reader", "reference"), name="notice_once"),
        ),
    ]
