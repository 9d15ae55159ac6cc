"""The URL root: the admin and the one app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("answers.urls")),
]
handler400 = "answers.web.errors.bad_request"
handler403 = "answers.web.errors.permission_denied"
handler404 = "answers.web.errors.page_not_found"
handler500 = "answers.web.errors.server_error"
