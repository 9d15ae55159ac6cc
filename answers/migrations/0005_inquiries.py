"""Inquiries, and the right of the support staff to read them."""

import django.db.models.deletion
from django.db import migrations, models

import answers.models.inquiries

GROUP = "Support staff"
MODEL = "inquiry"
VERBS = ("view",)


def grant(apps, schema_editor):
    """Let the support staff read; permissions that Django makes only later, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="answers", model=MODEL)
    group, _ = groups.get_or_create(name=GROUP)
    for verb in VERBS:
        # Named as Django names them, so that it finds them and makes no second one.
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_{MODEL}",
            defaults={"name": f"Can {verb} inquiry"},
        )
        group.permissions.add(permission)


def revoke(apps, schema_editor):
    """Take the right away again."""
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    codenames = [f"{verb}_{MODEL}" for verb in VERBS]
    granted = permissions.filter(
        content_type__app_label="answers", codename__in=codenames
    )
    for group in groups.filter(name=GROUP):
        group.permissions.remove(*granted)


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0004_synonyms"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=answers.models.inquiries.make_token, editable=False, max_length=32, unique=True, verbose_name="token")),
                ("fingerprint", models.CharField(editable=False, max_length=24, unique=True)),
                ("question", models.TextField(verbose_name="question")),
                ("channel", models.CharField(max_length=16, verbose_name="channel")),
                ("status", models.CharField(choices=[("new", "new"), ("answered", "answered"), ("dismissed", "dismissed")], default="new", max_length=16, verbose_name="status")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times asked")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
                ("article", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="inquiries", to="answers.article", verbose_name="article")),
                ("product", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="inquiries", to="answers.product", verbose_name="product")),
            ],
            options={
                "verbose_name": "inquiry",
                "verbose_name_plural": "inquiries",
                "ordering": ["-updated_at", "-pk"],
                "indexes": [models.Index(fields=["status", "-count"], name="answers_inq_status_7c7c31_idx")],
            },
        ),
        migrations.RunPython(grant, revoke, elidable=False),
    ]
