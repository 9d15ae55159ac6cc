"""Expectations, and the right of the support staff to keep them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GROUP = "Support staff"
GRANTS = [
    *[(verb, "expectation") for verb in ("view", "add", "change")],
    ("view", "expectationoverride"),
]


def grant(apps, schema_editor):
    """Let the support staff expect; permissions that Django makes only later, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    group, _ = groups.get_or_create(name=GROUP)
    for verb, model in GRANTS:
        content_type, _ = content_types.get_or_create(app_label="answers", model=model)
        # Named as Django names them, so that it finds them and makes no second one.
        name = apps.get_model("answers", model)._meta.verbose_name_raw
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_{model}",
            defaults={"name": f"Can {verb} {name}"},
        )
        group.permissions.add(permission)


def revoke(apps, schema_editor):
    """Take the rights away again."""
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    codenames = [f"{verb}_{model}" for verb, model in GRANTS]
    granted = permissions.filter(
        content_type__app_label="answers", codename__in=codenames
    )
    for group in groups.filter(name=GROUP):
        group.permissions.remove(*granted)


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0011_logins'),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpectationOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=300, verbose_name='change')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('broken', models.JSONField(default=list, verbose_name='broken')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'override',
                'verbose_name_plural': 'overrides',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Expectation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(verbose_name='question')),
                ('kind', models.CharField(choices=[('find', 'must find the article'), ('nothing', 'must not be answered')], default='find', max_length=16, verbose_name='kind')),
                ('within', models.PositiveSmallIntegerField(default=3, help_text='At this place or above, 1 to 10.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name='within the first')),
                ('enabled', models.BooleanField(default=True, help_text='Changes that break it are stopped.', verbose_name='enabled')),
                ('origin', models.CharField(choices=[('staff', 'staff'), ('search', 'a search'), ('inquiry', 'an inquiry'), ('article', 'an article')], default='staff', editable=False, max_length=16, verbose_name='from')),
                ('fingerprint', models.CharField(editable=False, max_length=24, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('holds', models.BooleanField(editable=False, null=True, verbose_name='holds')),
                ('rank', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='place')),
                ('checked_at', models.DateTimeField(editable=False, null=True, verbose_name='checked')),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='expectations', to='answers.article', verbose_name='article')),
                ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('product', models.ForeignKey(blank=True, help_text='Ask only about this product.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='answers.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'expectation',
                'verbose_name_plural': 'expectations',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['enabled', 'holds'], name='answers_exp_enabled_4ff470_idx')],
            },
        ),
        migrations.RunPython(grant, revoke, elidable=False),
    ]
