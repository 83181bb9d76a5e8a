"""Count with a ledger how often the holder's entitled days changed, so that no document rests on days that are gone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0013_audit")]
    operations = [
        migrations.AddField(
            model_name="ledgerrow",
            name="certificate_changes",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
