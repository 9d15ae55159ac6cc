"""Expectations: what must be found; a change that breaks one is stopped."""

from answers.services.expectations.changes import (
    NEW_ARTICLE,
    Change,
    candidate_of,
    pinning_with,
    wording_with,
)
from answers.services.expectations.checks import (
    Broken,
    expectations_check,
    expectations_run,
)
from answers.services.expectations.gate import Override, expectations_gate, may_override
from answers.services.expectations.manage import expectation_add, expectation_change
from answers.services.expectations.preview import (
    Trial,
    change_try,
    pin_try,
    queries_recent,
    wording_try,
)
from answers.services.expectations.rewrites import rewriting_of, showing_of

__all__ = [
    "NEW_ARTICLE",
    "Broken",
    "Change",
    "Override",
    "Trial",
    "candidate_of",
    "change_try",
    "expectation_add",
    "expectation_change",
    "expectations_check",
    "expectations_gate",
    "expectations_run",
    "may_override",
    "pin_try",
    "pinning_with",
    "queries_recent",
    "rewriting_of",
    "showing_of",
    "wording_try",
    "wording_with",
]
