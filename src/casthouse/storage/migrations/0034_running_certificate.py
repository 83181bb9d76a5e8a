"""What work lists read of certificates is kept beside their days; written when the store is opened anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0033_secretary_proposal")]

    operations = [
        migrations.AddField("certificaterow", "moves", models.IntegerField(default=0)),
        migrations.AddField("certificaterow", "surveillances", models.IntegerField(default=0)),
        migrations.AddField("certificaterow", "needs_book", models.BooleanField(default=True)),
        migrations.AddField("certificatephaserow", "reason", models.TextField(default="")),
    ]
