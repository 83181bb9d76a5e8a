"""What people chose about reminders, reminders that were sent, appended only, and keys to calendars."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("storage", "0021_public_release"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderChoiceRow",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("frequency", models.CharField(max_length=8)),
                ("address", models.CharField(default="", max_length=254)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("code_digest", models.CharField(default="", max_length=64)),
                ("code_sent_at", models.DateTimeField(null=True)),
                ("code_tries", models.SmallIntegerField(default=0)),
            ],
            options={
                "db_table": "reminder_choice",
            },
        ),
        migrations.CreateModel(
            name="CalendarKeyRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=16, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=200)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "calendar_key",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user",),
                        name="calendar_key_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("sent_at", models.DateTimeField()),
                ("marks", models.JSONField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "reminder",
                "constraints": [models.UniqueConstraint(fields=("user", "on"), name="reminder_once_a_day")],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, ["reminder"])),
    ]
