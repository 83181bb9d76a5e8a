"""Turn the recorded events of certificates into moves, and their dates into entitled days; guard what came new."""

from datetime import UTC, datetime

from django.db import migrations

from casthouse.storage.dialect import guard_append_only

GUARDED = (
    "certificate_move",
    "certificate_facility",
    "membership_fact",
    "notice",
    "notice_reading",
)
KINDS = {"granted": "register", "dates_changed": "change_dates"}


def move_events(apps, editor):
    """Each event becomes a move of the register; the sites are those of the scope today."""
    model = {
        name: apps.get_model("storage", name)
        for name in (
            "CertificateRow",
            "CertificateEventRow",
            "CertificateMoveRow",
            "CertificateFacilityRow",
            "CertificateSpanRow",
            "ScopeFacilityRow",
        )
    }
    sites: dict[int, list] = {}  # type: ignore[type-arg]
    for each in model["ScopeFacilityRow"].objects.select_related("facility").order_by("facility__code"):
        sites.setdefault(each.scope_id, []).append(each.facility)
    for certificate in model["CertificateRow"].objects.order_by("id"):
        events = model["CertificateEventRow"].objects.filter(certificate=certificate).order_by("id")
        for sequence, event in enumerate(events, start=1):
            move = model["CertificateMoveRow"].objects.create(
                certificate=certificate,
                sequence=sequence,
                kind=KINDS[event.act],
                mover="register",
                effective=event.valid_from,
                recorded_at=event.at,
                actor=event.actor,
                level="full" if event.act == "granted" else "",
                valid_from=event.valid_from,
                valid_to=event.valid_to,
            )
            if sequence == 1:
                model["CertificateFacilityRow"].objects.bulk_create(
                    model["CertificateFacilityRow"](
                        move=move, facility=site, activities=sorted(site.activities)
                    )
                    for site in sites.get(certificate.scope_id, [])
                )
        model["CertificateSpanRow"].objects.bulk_create(
            model["CertificateSpanRow"](
                certificate=certificate,
                facility=site,
                valid_from=certificate.valid_from,
                valid_to=certificate.valid_to,
            )
            for site in sites.get(certificate.scope_id, [])
        )


def state_memberships(apps, editor):
    """Each membership class becomes a fact, recorded when a register was first loaded."""
    journal = (
        apps.get_model("storage", "JournalRow").objects.filter(act="register.load").order_by("id").first()
    )
    at = journal.at if journal else datetime(2000, 1, 1, tzinfo=UTC)
    apps.get_model("storage", "MembershipFactRow").objects.bulk_create(
        apps.get_model("storage", "MembershipFactRow")(
            organisation=each,
            recorded_at=at,
            actor="register",
            effective=at.date(),
            membership=each.membership,
        )
        for each in apps.get_model("storage", "OrganisationRow").objects.exclude(membership="").order_by("id")
    )


def settle(apps, editor):
    """Check the new references now: PostgreSQL drops no table while checks wait."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("storage", "0008_certificate_lifecycle")]
    operations = [
        migrations.RunPython(move_events),
        migrations.RunPython(state_memberships),
        migrations.RunPython(settle),
        migrations.DeleteModel(name="CertificateEventRow"),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, GUARDED)),
    ]
