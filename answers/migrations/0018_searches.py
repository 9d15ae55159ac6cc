"""Searches in the admin: who may read them, and inquiries that staff make of them."""

from django.db import migrations, models

GROUPS = ("Support staff", "Authors", "Reviewers")
MODEL = "searchevent"
CODENAME = f"view_{MODEL}"


def grant(apps, schema_editor):
    """Let them read; the permission that Django makes only later, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="answers", model=MODEL)
    # Named as Django names it, so that it finds it and makes no second one.
    name = apps.get_model("answers", MODEL)._meta.verbose_name_raw
    permission, _ = permissions.get_or_create(
        content_type=content_type,
        codename=CODENAME,
        defaults={"name": f"Can view {name}"},
    )
    for group in groups.filter(name__in=GROUPS):
        group.permissions.add(permission)


def revoke(apps, schema_editor):
    """Take the right away again."""
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    granted = permissions.filter(content_type__app_label="answers", codename=CODENAME)
    for group in groups.filter(name__in=GROUPS):
        group.permissions.remove(*granted)


class Migration(migrations.Migration):

    dependencies = [
        ("answers", "0017_complaint_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inquiry",
            name="origin",
            field=models.CharField(choices=[("unknown", "unknown answer"), ("disliked", "差评"), ("expert", "asked an expert"), ("search", "a search, picked by staff")], default="unknown", max_length=16, verbose_name="from"),
        ),
        migrations.RunPython(grant, revoke, elidable=False),
    ]
