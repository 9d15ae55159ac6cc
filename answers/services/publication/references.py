"""Linking: our own articles behind references, and in place of retired ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from answers.content import match_form, sibling_key
from answers.models import Article, Reference

# Shorter forms would match by accident; a cut title keeps more than this.
LEAST_PREFIX = 8


class Titles:
    """All titles and questions, to be asked for one that equals or starts another."""

    def __init__(self, rows: Mapping[int, tuple[str, ...]]) -> None:
        self._exact: dict[str, list[int]] = defaultdict(list)
        for pk in sorted(rows):
            for form in dict.fromkeys(map(match_form, rows[pk])):
                if form:
                    self._exact[form].append(pk)
        self._sorted = sorted(self._exact)

    def find(self, text: str) -> int | None:
        """Return the article meant by ``text``, a title or its cut beginning."""
        form = match_form(text)
        if not form:
            return None
        if form in self._exact:
            return self._exact[form][0]
        return self._longer(form) or self._shorter(form)

    def _longer(self, form: str) -> int | None:
        """The reference was cut: one title alone goes on where it ends."""
        if len(form) < LEAST_PREFIX:
            return None
        at = bisect_left(self._sorted, form)
        found: set[int] = set()
        while at < len(self._sorted) and self._sorted[at].startswith(form):
            found.update(self._exact[self._sorted[at]])
            at += 1
        return found.pop() if len(found) == 1 else None

    def _shorter(self, form: str) -> int | None:
        """The title was cut: the longest one that the reference goes on from."""
        for length in range(len(form) - 1, LEAST_PREFIX + 3, -1):
            if form[:length] in self._exact:
                return self._exact[form[:length]][0]
        return None


def resolve_references() -> int:
    """Point every open reference to our article, where there is one; return how many.

    References that were resolved stay, whatever titles are changed later.
    """
    rows = Article.objects.published().values_list(
        "pk", "key", "title", "current__question"
    )
    keys = {key: pk for pk, key, _, _ in rows}
    titles = Titles({pk: (title, question) for pk, _, title, question in rows})
    resolved = []
    for reference in Reference.objects.filter(target__isnull=True).iterator():
        target = keys.get(sibling_key(reference.url))
        if target is None and reference.expert:
            target = titles.find(reference.text)
        if target is not None and target != reference.article_id:
            reference.target_id = target
            resolved.append(reference)
    Reference.objects.bulk_update(resolved, ["target"], batch_size=200)
    return len(resolved)
