"""Charts: small pictures made here, as SVG that light and dark style alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from answers.services.dashboard import DayRow

STEP = 20  # from one bar to the next
WIDE = 12
HIGH = 60  # of the highest bar, on either side of the line


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, how high it is."""

    x: int
    y: float
    height: float
    kind: str
    said: str


def votes_chart(rows: Sequence[DayRow]) -> SafeString:
    """Return 好评 above a line and 差评 below it, a bar a day; empty without votes."""
    most = max((max(row.up, row.down) for row in rows), default=0)
    if not most:
        return SafeString("")
    bars = []
    for number, row in enumerate(rows):
        said = f"{row.day.isoformat()}: +{row.up} −{row.down}"
        x = number * STEP + (STEP - WIDE) // 2
        up, down = HIGH * row.up / most, HIGH * row.down / most
        bars.append(Bar(x, round(HIGH - up, 1), round(up, 1), "is-up", said))
        bars.append(Bar(x, HIGH + 1, round(down, 1), "is-down", said))
    shapes = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2">'
        "<title>{}</title></rect>",
        [(bar.kind, bar.x, bar.y, WIDE, bar.height, bar.said) for bar in bars],
    )
    first, last = rows[0].day.isoformat(), rows[-1].day.isoformat()
    label = _("Votes by day, from %(first)s to %(last)s") % {
        "first": first,
        "last": last,
    }
    width = len(rows) * STEP
    return format_html(
        '<svg class="dayi-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<line x1="0" x2="{}" y1="{}" y2="{}"/></svg>',
        width,
        2 * HIGH + 2,
        label,
        shapes,
        width,
        HIGH + 0.5,
        HIGH + 0.5,
    )
