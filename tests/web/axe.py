"""axe-core, asked what it has against a page that is open."""

from tests.needs import needs_module

# WCAG 2.2 AA, and what axe-core calls good practice beyond it.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ALL = (*WCAG, "best-practice")
RUN = """async ([part, runOnly]) => {
  const { violations } = await axe.run(part || document, {
    resultTypes: ["violations"], runOnly,
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
    `${id}: ${help}: ${node.target.join(" ")} ${node.failureSummary}`));
}"""


def violations(page, *, part="", rules=ALL):
    """Return what axe-core finds, on the whole page or in a part of it."""
    page.evaluate((needs_module("axe-core") / "axe.min.js").read_text())
    return page.evaluate(RUN, [part, list(rules)])
