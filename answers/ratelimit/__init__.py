"""Rate limits: who a caller is, and how often they may call."""

from answers.ratelimit.counter import ATOMIC
from answers.ratelimit.identities import (
    address_identity,
    caller_address,
    new_visitor,
    visitor_identity,
)
from answers.ratelimit.limits import (
    Allowance,
    check_rate,
    count_one,
    parse_rate,
    seconds_to_wait,
)
