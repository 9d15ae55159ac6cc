"""Templates: lines that fit a screen, and tags that let no text out of its place."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

TEMPLATES = Path(settings.BASE_DIR, "templates")
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
LINE_LENGTH = 160
HOSTILE = "\"><img src=x> & 'text'"
ESCAPED = "&quot;&gt;&lt;img src=x&gt; &amp; &#x27;text&#x27;"


def rendered(source, **context):
    tags = "{% load dayi dayi_admin %}"
    return Template(tags + source).render(Context(context))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_lines_fit_a_screen(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    too_long = [n for n, line in enumerate(lines, 1) if len(line) > LINE_LENGTH]
    assert not too_long


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{% hidden 'q' text %}",
            f'<input type="hidden" name="q" value="{ESCAPED}">',
        ),
        ("{% badge text %}", f'<span class="dayi-badge">{ESCAPED}</span>'),
        (
            "{% badge text 'published'|badge_kind %}",
            f'<span class="dayi-badge is-good">{ESCAPED}</span>',
        ),
        (
            "{% submit_button text 'main' verb=text %}",
            '<button type="submit" class="dayi-button is-main" name="verb"'
            f' value="{ESCAPED}">{ESCAPED}</button>',
        ),
        ("{{ parts|marked_parts }}", f"{ESCAPED}<mark>{ESCAPED}</mark>"),
    ],
)
def test_tags_escape_what_they_are_given(source, expected):
    parts = [(HOSTILE, False), (HOSTILE, True)]
    assert rendered(source, text=HOSTILE, parts=parts) == expected


def test_a_link_leads_to_the_change_form(make_article):
    article = make_article(title=HOSTILE)
    link = rendered("{% admin_link row row.heading %}", row=article)
    url = f"/admin/answers/article/{article.pk}/change/"
    assert link == f'<a class="dayi-link" href="{url}">{ESCAPED}</a>'


@pytest.mark.parametrize(
    ("status", "kind"),
    [("published", "good"), ("conflict", "bad"), ("draft", ""), ("linked", "good")],
)
def test_a_badge_has_the_colour_of_its_status(status, kind):
    assert rendered("{{ status|badge_kind }}", status=status) == kind


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [("en", 1, "1 answer"), ("en", 2, "2 answers"), ("zh-hans", 2, "2 条解答")],
)
def test_answers_are_counted_in_words(language, n, text):
    with override(language):
        assert rendered("{% answer_count n %}", n=n) == text


def test_seals_are_skipped_by_screen_readers():
    question, answer = (
        rendered("{% seal 'question' %}"),
        rendered("{% seal 'answer' %}"),
    )
    assert 'class="seal hollow" lang="zh-Hans" aria-hidden="true">问<' in question
    assert 'class="seal" lang="zh-Hans" aria-hidden="true">答<' in answer
