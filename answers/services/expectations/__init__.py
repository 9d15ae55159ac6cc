"""Expectations: what must be found; a change that breaks one is stopped."""

from answers.services.expectations.changes import (
    NEW_ARTICLE,
    Change,
    candidate_change,
    documents_change,
    pin_change,
    publicity_change,
    synonyms_change,
)
from answers.services.expectations.checks import (
    Broken,
    expectations_check,
    expectations_run,
)
from answers.services.expectations.gate import Override, expectations_gate, may_override
from answers.services.expectations.manage import expectation_add, expectation_change
from answers.services.expectations.preview import (
    Preview,
    change_preview,
    pin_preview,
    queries_recent,
    synonyms_preview,
)
