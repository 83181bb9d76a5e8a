"""Keep with a visit how many of its interviews were with affected communities and Indigenous Peoples."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0023_lot_process")]
    operations = [
        migrations.AddField(
            model_name="auditvisitrow",
            name="community_interviews",
            field=models.IntegerField(null=True),
        ),
    ]
