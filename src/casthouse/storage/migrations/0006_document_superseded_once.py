"""Let a document be superseded once; the index also finds what superseded it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0005_reopening")]
    operations = [
        migrations.AddConstraint(
            model_name="documentrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", False)),
                fields=("supersedes",),
                name="document_superseded_once",
            ),
        ),
    ]
