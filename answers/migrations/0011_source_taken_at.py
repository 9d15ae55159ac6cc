"""When a file was last taken in: an export gives the name it came with last."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0010_widget"),
    ]

    operations = [
        migrations.AddField(
            model_name="sourcefile",
            name="taken_at",
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
