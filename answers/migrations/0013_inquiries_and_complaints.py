"""Inquiries that are worked on, 差评 that are handled, mails that are queued."""

import answers.models.inquiries
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, F, When

GROUPS = ("Support staff", "Authors", "Reviewers")
GRANTS = [("change", "inquiry"), ("view", "complaint"), ("change", "complaint")]
OLDER_REVISION = 0.5


def grant(apps, schema_editor):
    """Let the support staff work on them; permissions made only later, too."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for verb, model in GRANTS:
        content_type, _ = content_types.get_or_create(app_label="answers", model=model)
        # Named as Django names them, so that it finds them and makes no second one.
        name = apps.get_model("answers", model)._meta.verbose_name_raw
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_{model}",
            defaults={"name": f"Can {verb} {name}"},
        )
        for group in groups.filter(name__in=GROUPS):
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
    for group in groups.filter(name__in=GROUPS):
        group.permissions.remove(*granted)


def weigh(apps, schema_editor):
    """Weigh the votes there are, and count each inquiry for its group."""
    database = schema_editor.connection.alias
    articles = apps.get_model("answers", "Article").objects.using(database)
    votes = apps.get_model("answers", "Vote").objects.using(database)
    weights = {}
    for article, value, older in votes.values_list(
        "article", "value", Case(When(revision=F("article__current"), then=False), default=True)
    ).iterator():
        up, down = weights.get(article, (0.0, 0.0))
        weight = OLDER_REVISION if older else 1.0
        weights[article] = (up + weight, down) if value > 0 else (up, down + weight)
    for article, (up, down) in weights.items():
        articles.filter(pk=article).update(up_weight=up, down_weight=down)
    apps.get_model("answers", "Inquiry").objects.using(database).update(total=F("count"))


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0012_expectations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32, verbose_name='kind')),
                ('payload', models.JSONField(default=dict, verbose_name='payload')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('failed', 'given up')], default='waiting', max_length=16, verbose_name='state')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=100, verbose_name='last error')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='InquiryFollower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('token', models.CharField(default=answers.models.inquiries.make_token, max_length=32, unique=True)),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
            ],
            options={
                'verbose_name': 'follower',
                'verbose_name_plural': 'followers',
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
            ],
            options={
                'verbose_name': '差评 to handle',
                'verbose_name_plural': '差评 to handle',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('answers.article',),
        ),
        migrations.AddField(
            model_name='article',
            name='down_weight',
            field=models.FloatField(default=0.0, editable=False),
        ),
        migrations.AddField(
            model_name='article',
            name='up_weight',
            field=models.FloatField(default=0.0, editable=False),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='about',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='answers.article', verbose_name='disliked article'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='closed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='closed'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='detail',
            field=models.TextField(blank=True, verbose_name='what was said with it'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='due'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='lead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='answers.inquiry', verbose_name='grouped under'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='origin',
            field=models.CharField(choices=[('unknown', 'unknown answer'), ('disliked', '差评'), ('expert', 'asked an expert')], default='unknown', max_length=16, verbose_name='from'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='total',
            field=models.PositiveIntegerField(default=1, verbose_name='times asked in all'),
        ),
        migrations.AddField(
            model_name='vote',
            name='handled_as',
            field=models.CharField(blank=True, choices=[('promised', 'being mended'), ('mended', 'mended'), ('retagged', 'tagged or filed anew'), ('synonym', 'made findable'), ('rejected', 'rejected')], max_length=16, verbose_name='handled as'),
        ),
        migrations.AddField(
            model_name='vote',
            name='handled_at',
            field=models.DateTimeField(null=True, verbose_name='handled'),
        ),
        migrations.AddField(
            model_name='vote',
            name='handled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handled by'),
        ),
        migrations.AddField(
            model_name='vote',
            name='handled_note',
            field=models.CharField(blank=True, max_length=500, verbose_name='told the voter'),
        ),
        migrations.AddField(
            model_name='vote',
            name='inquiry',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='votes', to='answers.inquiry', verbose_name='inquiry'),
        ),
        migrations.AddField(
            model_name='vote',
            name='mended_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='answers.revision', verbose_name='mended in'),
        ),
        migrations.AlterField(
            model_name='inquiry',
            name='article',
            field=models.ForeignKey(blank=True, help_text='The one that answers, or is being written to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inquiries', to='answers.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='inquiry',
            name='status',
            field=models.CharField(choices=[('new', 'new'), ('in_progress', 'in progress'), ('answered', 'answered'), ('linked', 'answered by an article there was'), ('dismissed', 'dismissed')], default='new', max_length=16, verbose_name='status'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['lead', 'status', '-total'], name='answers_inq_lead_id_fb0931_idx'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['lead', '-updated_at'], name='answers_inq_lead_id_d0fffc_idx'),
        ),
        migrations.AddIndex(
            model_name='vote',
            index=models.Index(condition=models.Q(('handled_as', ''), ('value', -1)), fields=['article', 'updated_at'], name='vote_open_complaints'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'due_at'], name='answers_del_state_9459ab_idx'),
        ),
        migrations.AddField(
            model_name='inquiryfollower',
            name='inquiry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='answers.inquiry', verbose_name='inquiry'),
        ),
        migrations.AddConstraint(
            model_name='inquiryfollower',
            constraint=models.UniqueConstraint(fields=('inquiry', 'email'), name='follow_once_per_address'),
        ),
        migrations.RunPython(grant, revoke, elidable=False),
        migrations.RunPython(weigh, migrations.RunPython.noop),
    ]
