"""The article form: which fields stand where, for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WHO = (_("Who may read it"), {"fields": ("status", "replaced_by", "internal")})
WRITE = (
    (None, {"fields": ("base", "revision", "title", "question", "answer")}),
    (
        _("References and labels"),
        {
            "fields": (
                "references",
                "tags",
                ("product", "category"),
                "date",
                "description",
            )
        },
    ),
    WHO,
    (_("This change"), {"fields": ("note", "override")}),
)
START = ((None, {"fields": ("key",)}), *WRITE)
READ = (
    (
        None,
        {
            "fields": (
                "key",
                "title",
                "shown_question",
                "shown_answer",
                "product",
                "category",
                "date",
                "status",
                "internal",
            )
        },
    ),
)
