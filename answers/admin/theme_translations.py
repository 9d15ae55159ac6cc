"""Texts of the admin theme that it does not translate into Chinese.

Templates look texts up in our catalogue first.
``tests/admin/test_theme_translations.py`` finds what a newer theme adds.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

WORDS = (
    _("Add new item"),
    _("Add row"),
    _("After you've created a user, you’ll be able to edit more user options."),
    _("All applications"),
    _("Apply Filters"),
    _("Bold"),
    _("Cancel"),
    _("Choose file to upload"),
    _("Click to cancel"),
    _("Click to download"),
    _("Code"),
    _("Dataset not found. No action performed."),
    _("Date from"),
    _("Date to"),
    _("Enter an URL"),
    _("Expand row"),
    _("False"),
    _("General"),
    _("Go back"),
    _("Heading"),
    _("Image preview"),
    _("Indent decrease"),
    _("Indent increase"),
    _("Italic"),
    _("Loading more results..."),
    _("More actions"),
    _("No data"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Not enough data."),
    _("Ordered list"),
    _("Paragraph"),
    _("Quote"),
    _("Recent searches"),
    _("Record picture"),
    _("Redo"),
    _("Reset filters"),
    _("Return to site"),
    _("Run"),
    _("Search apps and models..."),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select currency"),
    _("Select format"),
    _("Select record"),
    _("Select value"),
    _("Strike"),
    _("Submit"),
    _("System"),
    _("This item will be deleted."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("To"),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("Underlined"),
    _("Undo"),
    _("Unlink"),
    _("Unordered list"),
    _("Value"),
    _("Welcome"),
    _("Welcome back to"),
    _("You can not create nested object without parent"),
    _("You have been successfully logged out from the administration"),
)
COUNTED = (
    ngettext_lazy(
        "\n                Found %(counter)s result in %(time)s seconds\n            ",
        "\n                Found %(counter)s results in %(time)s seconds\n            ",
        "counter",
    ),
    ngettext_lazy("entry", "entries", 1),
    ngettext_lazy(
        "Please correct the error below.", "Please correct the errors below.", 1
    ),
)
