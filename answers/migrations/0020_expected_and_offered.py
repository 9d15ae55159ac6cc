"""When an expectation broke, and what may answer an open inquiry."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0019_bot_account'),
    ]

    operations = [
        migrations.AddField(
            model_name='expectation',
            name='broken_since',
            field=models.DateTimeField(editable=False, null=True, verbose_name='broken since'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='offer',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='answers.article', verbose_name='may be answered by'),
        ),
    ]
