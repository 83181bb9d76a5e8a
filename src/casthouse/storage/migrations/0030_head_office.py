"""Keep with a plan where the head office is when no site of the scope is it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0029_scheme_certificate")]
    operations = [
        migrations.AddField(
            model_name="auditplanrow",
            name="head_office_elsewhere",
            field=models.TextField(null=True),
        ),
    ]
