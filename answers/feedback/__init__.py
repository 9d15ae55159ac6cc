"""Feedback: who votes, and how often one may."""

from answers.feedback.limits import (
    Allowance,
    check_rate,
    count_one,
    parse_rate,
    seconds_to_wait,
)
from answers.feedback.visitors import (
    address_identity,
    caller_address,
    new_visitor,
    visitor_identity,
)

__all__ = [
    "Allowance",
    "address_identity",
    "caller_address",
    "check_rate",
    "count_one",
    "new_visitor",
    "parse_rate",
    "seconds_to_wait",
    "visitor_identity",
]
