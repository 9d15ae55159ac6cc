"""The app's addresses: pages at the root, REST under /api/v1/."""

from django.urls import include, path

from answers.bots.channels import ChannelView
from answers.bots.mcp import McpView

app_name = "answers"
urlpatterns = [
    path("", include("answers.web.urls")),
    path("api/v1/", include("answers.api.urls")),
    path("mcp", McpView.as_view(), name="mcp"),
    path("bots/<slug:slug>/", ChannelView.as_view(), name="channel"),
]
