"""When a revision became public. Of the past only that of current ones is known."""

from django.db import migrations, models


def know_current(apps, schema_editor):
    """Take the current revisions for public since they were made."""
    revisions = apps.get_model("answers", "Revision").objects.using(schema_editor.connection.alias)
    articles = apps.get_model("answers", "Article").objects.using(schema_editor.connection.alias)
    current = articles.filter(current__isnull=False).values("current_id")
    revisions.filter(pk__in=current).update(published_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("answers", "0013_inquiries_and_complaints")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published"),
        ),
        migrations.RunPython(know_current, migrations.RunPython.noop),
    ]
