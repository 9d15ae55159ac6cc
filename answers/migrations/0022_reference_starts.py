"""What references are resolved by, so that no publish reads every title."""

from django.db import migrations, models

from answers.content import match_start, sibling_key

BATCH = 500


def set_starts(apps, schema_editor):
    Article = apps.get_model("answers", "Article")
    Reference = apps.get_model("answers", "Reference")
    articles = Article.objects.exclude(current=None).select_related("current")
    articles = articles.only("title", "current__question").order_by("pk")
    _update(articles, _set_article, ["title_start", "question_start"])
    _update(Reference.objects.order_by("pk"), _set_reference, ["target_key", "text_start"])


def _set_article(article):
    article.title_start = match_start(article.title)
    article.question_start = match_start(article.current.question)


def _set_reference(reference):
    reference.target_key = sibling_key(reference.url)[:150]
    reference.text_start = match_start(reference.text) if reference.expert else ""


def _update(rows, change, fields):
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            change(row)
        rows.model.objects.bulk_update(batch, fields, batch_size=100)
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0021_article_replaced_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='title_start',
            field=models.CharField(db_default='', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='article',
            name='question_start',
            field=models.CharField(db_default='', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='reference',
            name='target_key',
            field=models.CharField(db_default='', editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name='reference',
            name='text_start',
            field=models.CharField(db_default='', editable=False, max_length=8),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'title_start'], name='article_title_start'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['status', 'question_start'], name='article_question_start'),
        ),
        migrations.AddIndex(
            model_name='reference',
            index=models.Index(fields=['target', 'target_key'], name='reference_by_key'),
        ),
        migrations.AddIndex(
            model_name='reference',
            index=models.Index(fields=['target', 'text_start'], name='reference_by_start'),
        ),
        migrations.RunPython(set_starts, migrations.RunPython.noop),
    ]
