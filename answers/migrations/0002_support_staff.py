"""Support staff: the group whose members curate, and what they may do."""

from django.db import migrations

GROUP = "Support staff"
EDITED = ("article", "tag", "product")
READ = ("revision", "vote", "reference", "sourcefile", "feedbacknumber")
GRANTS = [
    *[(verb, model) for model in EDITED for verb in ("view", "add", "change")],
    *[("view", model) for model in READ],
]


def make_group(apps, schema_editor):
    """Make the group; permissions that Django makes only after migrating, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    granted = []
    for verb, model in GRANTS:
        content_type, _ = content_types.get_or_create(app_label="answers", model=model)
        # Named as Django names them, so that it finds them and makes no second one.
        name = apps.get_model("answers", model)._meta.verbose_name_raw
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_{model}",
            defaults={"name": f"Can {verb} {name}"},
        )
        granted.append(permission)
    group, _ = groups.get_or_create(name=GROUP)
    group.permissions.add(*granted)


def drop_group(apps, schema_editor):
    """Take the group away; its members keep their accounts."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    groups.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, drop_group, elidable=False)]
