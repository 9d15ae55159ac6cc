"""The project's addresses, and an empty view beside them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

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


class EmptyView(APIView):
    """Answer with nothing: what DRF costs before anything of ours begins."""

    authentication_classes = ()

    def get(self, request: Request) -> Response:
        return Response({})


urlpatterns = [
    path("bench/empty", empty),
    path("bench/empty-drf", EmptyView.as_view()),
    *urlpatterns,
]
