"""The app's addresses: pages at the root, REST under /api/v1/."""

from django.urls import include, path

app_name = "answers"
urlpatterns = [
    path("", include("answers.web.urls")),
    path("api/v1/", include("answers.api.urls")),
]
