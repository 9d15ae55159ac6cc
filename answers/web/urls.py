"""The pages' addresses."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from answers.web import (
    articles,
    asking,
    browse,
    cards,
    design,
    feedback,
    feeds,
    health,
    history,
    inquiries,
    live,
    preferences,
    search,
    sitemaps,
    symptoms,
    twins,
    widget,
)

# Slugs may hold any character but ``/``: ``str`` is just that.
urlpatterns = [
    path("", browse.home, name="home"),
    path("search", search.results, name="search"),
    path("search/live", live.fragment, name="live"),
    path("articles/<str:key>/card.png", cards.picture, name="card"),
    path("articles/<str:key>.md", twins.article, name="markdown"),
    path("articles/<str:key>/", articles.page, name="article"),
    path("articles/<str:key>/history/", history.page, name="history"),
    path("articles/<str:key>/feedback/", feedback.page, name="feedback"),
    path("ask/", asking.page, name="ask"),
    path("ask/turn", asking.turn, name="ask_turn"),
    path("ask/phrase", asking.phrase, name="ask_phrase"),
    path("widget.js", widget.loader_script, name="widget"),
    path("widget/panel-<str:language>.js", widget.panel_script, name="widget_panel"),
    path("inquiries/", inquiries.ask, name="ask_expert"),
    path("inquiries/<str:token>/", inquiries.page, name="inquiry"),
    path("inquiries/mail/<str:token>/", inquiries.unfollow, name="unfollow"),
    path("tags/", browse.tags, name="tags"),
    path("tags/<str:slug>/", browse.tag, name="tag"),
    path("symptoms/", symptoms.index, name="symptoms"),
    path("symptoms/<str:slug>/", symptoms.page, name="symptom"),
    path("user/feedbackByEnhancerGradePOJOID", feedback.legacy, name="legacy"),
    path("i18n/", csrf_exempt(set_language), name="set_language"),
    path("theme/", preferences.set_theme, name="set_theme"),
    path("feed.xml", feeds.ArticlesFeed(), name="feed"),
    path("products/<str:slug>/feed.xml", feeds.ProductFeed(), name="product_feed"),
    path("tags/<str:slug>/feed.xml", feeds.TagFeed(), name="tag_feed"),
    path("design/", design.page, name="design"),
    path("llms.txt", twins.llms, name="llms"),
    path("sitemap.xml", sitemaps.contents, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", sitemaps.icon, name="icon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
