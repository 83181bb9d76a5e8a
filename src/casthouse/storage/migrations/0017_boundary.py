"""Keep what a scope covers as versions, each from a day on, and the days on which a facility stands in it."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


def state_boundaries(apps, editor):
    """Each scope gets the boundary that the register stated, recorded when a register was first loaded."""
    journal = (
        apps.get_model("storage", "JournalRow").objects.filter(act="register.load").order_by("id").first()
    )
    at = journal.at if journal else datetime(2000, 1, 1, tzinfo=UTC)
    sites: dict[int, list] = {}  # type: ignore[type-arg]
    held = apps.get_model("storage", "ScopeFacilityRow").objects.select_related("facility")
    for each in held.order_by("facility__code"):
        sites.setdefault(each.scope_id, []).append(each.facility)
    for scope in apps.get_model("storage", "ScopeRow").objects.order_by("id"):
        boundary = apps.get_model("storage", "BoundaryRow").objects.create(
            scope=scope, sequence=1, effective=date.min, is_stated=True, actor="register", recorded_at=at
        )
        apps.get_model("storage", "BoundarySiteRow").objects.bulk_create(
            apps.get_model("storage", "BoundarySiteRow")(
                boundary=boundary, facility=site, activities=sorted(site.activities)
            )
            for site in sites.get(scope.id, [])
        )


def settle(apps, editor):
    """Check the new references now: PostgreSQL guards no table while checks wait."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("storage", "0016_public_register")]
    operations = [
        migrations.RemoveConstraint(model_name="scopefacilityrow", name="scope_facility_once"),
        migrations.AddField(
            model_name="scopefacilityrow", name="first_day", field=models.DateField(default=date.min)
        ),
        migrations.AddField(
            model_name="scopefacilityrow", name="last_day", field=models.DateField(default=date.max)
        ),
        migrations.AddConstraint(
            model_name="scopefacilityrow",
            constraint=models.UniqueConstraint(
                fields=("scope", "facility", "first_day"), name="scope_facility_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scopefacilityrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="scope_facility_days"
            ),
        ),
        migrations.CreateModel(
            name="BoundaryRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("effective", models.DateField()),
                ("is_stated", models.BooleanField()),
                ("kind", models.CharField(default="", max_length=16)),
                ("name", models.CharField(default="", max_length=300)),
                ("products", models.JSONField(default=list)),
                ("actor", models.CharField(max_length=200)),
                ("reason", models.TextField(default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"),
                ),
            ],
            options={"db_table": "boundary"},
        ),
        migrations.CreateModel(
            name="BoundarySiteRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activities", models.JSONField()),
                (
                    "boundary",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.boundaryrow"),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
            ],
            options={"db_table": "boundary_site"},
        ),
        migrations.AddConstraint(
            model_name="boundaryrow",
            constraint=models.UniqueConstraint(fields=("scope", "sequence"), name="boundary_once"),
        ),
        migrations.AddConstraint(
            model_name="boundarysiterow",
            constraint=models.UniqueConstraint(fields=("boundary", "facility"), name="boundary_site_once"),
        ),
        migrations.RunPython(state_boundaries),
        migrations.RunPython(settle),
        migrations.RunPython(
            lambda apps, editor: guard_append_only(editor.connection, ("boundary", "boundary_site"))
        ),
    ]
