"""Analytics: what was searched, opened and viewed."""

from answers.services.analytics.events import (
    result_opened,
    search_continued,
    search_record,
    view_record,
)
from answers.services.analytics.recorder import events_expire
