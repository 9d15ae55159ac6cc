"""Symptoms of articles, and the causes that answers name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0002_support_staff'),
    ]

    operations = [
        migrations.CreateModel(
            name='Symptom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('message', 'message'), ('exception', 'exception'), ('http_status', 'HTTP status'), ('error_code', 'error code'), ('endpoint', 'endpoint'), ('config_key', 'configuration key'), ('port', 'port'), ('version', 'version')], db_index=True, max_length=16, verbose_name='kind')),
                ('value', models.CharField(max_length=200, verbose_name='value')),
                ('slug', models.CharField(max_length=120, unique=True, verbose_name='slug')),
            ],
            options={
                'verbose_name': 'symptom',
                'verbose_name_plural': 'symptoms',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('explanation', models.TextField(blank=True, verbose_name='explanation')),
                ('remedy', models.TextField(blank=True, verbose_name='remedy')),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='causes', to='answers.article')),
            ],
            options={
                'verbose_name': 'cause',
                'verbose_name_plural': 'causes',
                'ordering': ['article_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('article', 'position'), name='cause_position_once')],
            },
        ),
        migrations.CreateModel(
            name='ArticleSymptom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(verbose_name='weight')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='symptom_links', to='answers.article')),
                ('symptom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='answers.symptom')),
            ],
            options={
                'verbose_name': 'symptom of an article',
                'verbose_name_plural': 'symptoms of articles',
                'ordering': ['article_id', '-weight', 'symptom_id'],
                'constraints': [models.UniqueConstraint(fields=('article', 'symptom'), name='article_symptom_once')],
            },
        ),
    ]
