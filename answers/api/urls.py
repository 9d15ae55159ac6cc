"""The API's addresses."""

from django.urls import path, re_path

from answers.api import (
    accounts,
    articles,
    ask,
    revisions,
    search,
    symptoms,
    tags,
    votes,
)
from answers.api.schema import views as schema

urlpatterns = [
    path("search", search.SearchView.as_view(), name="api-search"),
    path("ask", ask.AskView.as_view(), name="api-ask"),
    path("suggest", search.SuggestView.as_view(), name="api-suggest"),
    path("articles", articles.ArticleListView.as_view(), name="api-articles"),
    path("articles/<str:key>", articles.ArticleView.as_view(), name="api-article"),
    path(
        "articles/<str:key>/feedback",
        votes.FeedbackView.as_view(),
        name="api-feedback",
    ),
    path(
        "articles/<str:key>/revisions/<int:number>",
        revisions.RevisionView.as_view(),
        name="api-revision",
    ),
    path("symptoms", symptoms.SymptomListView.as_view(), name="api-symptoms"),
    path("symptoms/<str:key>", symptoms.SymptomView.as_view(), name="api-symptom"),
    path("tags", tags.TagListView.as_view(), name="api-tags"),
    path("auth/login", accounts.LoginView.as_view(), name="api-login"),
    path("auth/refresh", accounts.RefreshView.as_view(), name="api-refresh"),
    path("auth/logout", accounts.LogoutView.as_view(), name="api-logout"),
    path("auth/check", accounts.CheckView.as_view(), name="api-check"),
    path("schema", schema.SchemaView.as_view(), name="schema"),
    path("docs", schema.DocsView.as_view(), name="docs"),
    # Line breaks too, which a dot leaves out.
    re_path(r"^[\s\S]*\Z", schema.NoSuchPathView.as_view()),
]
