"""The pages' addresses."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from answers.web import (
    articles,
    design,
    feeds,
    health,
    home,
    inquiries,
    markdown,
    revisions,
    share_cards,
    sitemaps,
    symptoms,
    tags,
    theme,
    votes,
    widget,
)
from answers.web.ask import views as ask
from answers.web.search import suggest
from answers.web.search import views as search

# Slugs may hold any character but ``/``: ``str`` is just that.
urlpatterns = [
    path("", home.page, name="home"),
    path("search", search.results, name="search"),
    path("search/live", suggest.fragment, name="live"),
    path("articles/<str:key>/card.png", share_cards.picture, name="card"),
    path("articles/<str:key>.md", markdown.article, name="markdown"),
    path("articles/<str:key>/", articles.page, name="article"),
    path("articles/<str:key>/history/", revisions.page, name="history"),
    path("articles/<str:key>/feedback/", votes.page, name="feedback"),
    path("ask/", ask.page, name="ask"),
    path("ask/turn", ask.turn, name="ask_turn"),
    path("ask/phrase", ask.phrase, name="ask_phrase"),
    path("widget.js", widget.loader_script, name="widget"),
    path("widget/panel-<str:language>.js", widget.panel_script, name="widget_panel"),
    path("inquiries/", inquiries.ask, name="ask_expert"),
    path("inquiries/<str:token>/", inquiries.page, name="inquiry"),
    path("inquiries/mail/<str:token>/", inquiries.unfollow, name="unfollow"),
    path("tags/", tags.index, name="tags"),
    path("tags/<str:slug>/", tags.page, name="tag"),
    path("symptoms/", symptoms.index, name="symptoms"),
    path("symptoms/<str:slug>/", symptoms.page, name="symptom"),
    path("user/feedbackByEnhancerGradePOJOID", votes.legacy, name="legacy"),
    path("i18n/", csrf_exempt(set_language), name="set_language"),
    path("theme/", theme.set_theme, name="set_theme"),
    path("feed.xml", feeds.ArticlesFeed(), name="feed"),
    path("products/<str:slug>/feed.xml", feeds.ProductFeed(), name="product_feed"),
    path("tags/<str:slug>/feed.xml", feeds.TagFeed(), name="tag_feed"),
    path("design/", design.page, name="design"),
    path("llms.txt", markdown.llms, name="llms"),
    path("sitemap.xml", sitemaps.contents, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", sitemaps.icon, name="icon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
