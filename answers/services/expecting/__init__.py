"""Expecting: what must be found stays found; a change that breaks it is stopped."""

from answers.services.expecting.changes import (
    NEW_ARTICLE,
    Change,
    candidate_of,
    pinning_with,
    wording_with,
)
from answers.services.expecting.checking import (
    Broken,
    expectations_check,
    expectations_run,
)
from answers.services.expecting.gate import Override, expectations_gate, may_override
from answers.services.expecting.keeping import expectation_add, expectation_change
from answers.services.expecting.rewriting import rewriting_of, showing_of

__all__ = [
    "NEW_ARTICLE",
    "Broken",
    "Change",
    "Override",
    "candidate_of",
    "expectation_add",
    "expectation_change",
    "expectations_check",
    "expectations_gate",
    "expectations_run",
    "may_override",
    "pinning_with",
    "rewriting_of",
    "showing_of",
    "wording_with",
]
