"""Views of the OpenAPI description, its page, and of paths that do not exist."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View
from answers.api.schema import extensions  # noqa: F401  registers itself


class SchemaView(SpectacularAPIView):
    """The OpenAPI 3.1 description."""

    throttle_classes = ()


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The description as a page (Swagger UI), whose script sets inline styles."""

    throttle_classes = ()
    url_name = "answers:schema"


class NoSuchPathView(View):
    """Every path that does not exist."""

    @extend_schema(exclude=True)
    def get(self, request: Request, **kwargs: Any) -> Response:
        msg = _("There is no such path: see /api/v1/docs.")
        raise NotFound(msg)

    post = put = patch = delete = get
