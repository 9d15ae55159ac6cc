"""Review: who wrote a revision from what, who decided, and the groups that may."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


AUTHORS, REVIEWERS, STAFF = "Authors", "Reviewers", "Support staff"
EDITED = ("article",)
READ = ("revision", "vote", "tag", "product", "reference", "sourcefile", "feedbacknumber", "inquiry")
WRITE = [
    *[("answers", model, verb) for model in EDITED for verb in ("view", "add", "change")],
    *[("answers", model, "view") for model in READ],
]
REVIEW = [("answers", "revision", "publish"), ("admin", "logentry", "view")]
GRANTS = {AUTHORS: WRITE, REVIEWERS: [*WRITE, *REVIEW], STAFF: REVIEW}


def make_groups(apps, schema_editor):
    """Make the groups; permissions that Django makes only after migrating, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, grants in GRANTS.items():
        group, _ = groups.get_or_create(name=name)
        for app, model, verb in grants:
            content_type, _ = content_types.get_or_create(app_label=app, model=model)
            words = apps.get_model(app, model)._meta.verbose_name_raw
            usual = f"Can {verb} {words}"
            named = "Can publish what others wrote" if verb == "publish" else usual
            permission, _ = permissions.get_or_create(
                content_type=content_type,
                codename=f"{verb}_{model}",
                defaults={"name": named},
            )
            group.permissions.add(permission)


def drop_groups(apps, schema_editor):
    """Take the two groups away; their members keep their accounts."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    groups.filter(name__in=[AUTHORS, REVIEWERS]).delete()


def fill(apps, schema_editor):
    """Say of older revisions which product they have and which file they build on."""
    database = schema_editor.connection.alias
    revisions = apps.get_model("answers", "Revision").objects.using(database)
    product = apps.get_model("answers", "Article").objects.using(database)
    slug = product.filter(pk=models.OuterRef("article_id")).values("product__slug")[:1]
    named = models.functions.Coalesce(models.Subquery(slug), models.Value(""))
    revisions.update(product=named)
    for revision in revisions.exclude(origin="ingest").only("article_id", "number"):
        files = revisions.filter(
            article_id=revision.article_id, origin="ingest", number__lt=revision.number
        ).exclude(status="conflict")
        file = files.order_by("-number").first()
        if file:
            revisions.filter(pk=revision.pk).update(upstream=file)


class Migration(migrations.Migration):

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('answers', '0008_bots'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='revision',
            options={'ordering': ['article_id', '-number'], 'permissions': [('publish_revision', 'Can publish what others wrote')], 'verbose_name': 'revision', 'verbose_name_plural': 'revisions'},
        ),
        migrations.AddField(
            model_name='revision',
            name='base',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='written from'),
        ),
        migrations.AddField(
            model_name='revision',
            name='product',
            field=models.CharField(blank=True, max_length=100, verbose_name='product'),
        ),
        migrations.AddField(
            model_name='revision',
            name='review_note',
            field=models.TextField(blank=True, verbose_name='what the reviewer said'),
        ),
        migrations.AddField(
            model_name='revision',
            name='reviewed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='reviewed'),
        ),
        migrations.AddField(
            model_name='revision',
            name='reviewer',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer'),
        ),
        migrations.AddField(
            model_name='revision',
            name='upstream',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='answers.revision', verbose_name='builds on'),
        ),
        migrations.AlterField(
            model_name='article',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('retired', 'retired')], default='published', max_length=16, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='origin',
            field=models.CharField(choices=[('ingest', 'ingest'), ('admin', 'admin'), ('api', 'API'), ('merge', 'merge')], max_length=16, verbose_name='origin'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('superseded', 'superseded'), ('rejected', 'rejected'), ('conflict', 'conflict: waits for a decision')], max_length=16, verbose_name='status'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(make_groups, drop_groups, elidable=False),
    ]
