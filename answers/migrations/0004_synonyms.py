"""Synonym groups, and the right of the support staff to edit them."""

from django.db import migrations, models

GROUP = "Support staff"
MODEL = "synonymgroup"
VERBS = ("view", "add", "change")


def grant(apps, schema_editor):
    """Let the support staff edit; permissions that Django makes only later, too."""
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
            defaults={"name": f"Can {verb} synonym group"},
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
        ("answers", "0003_symptoms"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.JSONField(default=list, verbose_name="words")),
                ("enabled", models.BooleanField(default=True, help_text="Searches go by it.", verbose_name="enabled")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("origin", models.CharField(choices=[("seed", "glossary file"), ("staff", "staff")], default="staff", editable=False, max_length=16, verbose_name="origin")),
                ("seed_fingerprint", models.CharField(blank=True, editable=False, max_length=24, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated")),
            ],
            options={
                "verbose_name": "synonym group",
                "verbose_name_plural": "synonym groups",
                "ordering": ["-updated_at", "-pk"],
            },
        ),
        migrations.RunPython(grant, revoke, elidable=False),
    ]
