"""The project's addresses, and an empty view beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kb.urls import (  # noqa: F401  Django looks the handlers up here
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns,
)


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the server and the middleware alone can do."""
    return HttpResponse()


urlpatterns = [path("bench/empty", empty), *urlpatterns]
