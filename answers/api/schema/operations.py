"""Operations: what drf-spectacular cannot derive for the OpenAPI description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from answers.api.problems import CONTENT_TYPE
from answers.api.schema.examples import EXAMPLES

BLANK = {"type": "string", "maxLength": 0}  # what spectacular adds for allow_blank
JSON = "application/json"
PROBLEM = "#/components/schemas/Problem"
BEARER: dict[str, list[str]] = {"bearer": []}
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "check": [BEARER],
    "logout": [BEARER, {}],
    "article_create": [BEARER],
    "article_change": [BEARER],
    "revision": [BEARER],
}
WRITES = {"article_create", "article_change", "revision"}
NEEDS = {
    "ask": "ask",
    "feedback": "feedback",
    "feedback_withdraw": "feedback",
}
OPEN = {"login", "refresh", "logout", "check"}


def describe(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Add examples, scopes and the media type of refusals; a hook of spectacular."""
    del generator, request, public
    for operation in _operations(result):
        name = operation["operationId"]
        example = EXAMPLES.get(name, {})
        for parameter in operation.get("parameters", []):
            if parameter["name"] in example.get("params", {}):
                parameter["example"] = example["params"][parameter["name"]]
        if "requestBody" in operation:
            operation["requestBody"]["content"][JSON]["example"] = example.get("body")
        operation["security"] = SECURITY.get(name, operation["security"])
        if name in WRITES:
            needs = "Needs a key with the scope `write`, or the token of a login that"
            _describe(operation, f"{needs} may do the same in the admin.")
        elif name not in OPEN:
            needs = NEEDS.get(name, "search")
            text = f"A key needs the scope `{needs}`; without a key, what is public."
            _describe(operation, text)
        if name == "search":
            too_long = {"description": "The address is too long: POST it instead."}
            operation["responses"] |= {"414": too_long, "431": too_long}
        _set_problem_type(operation["responses"])
    _drop_blanks(result)
    return result


def _describe(operation: dict[str, Any], text: str) -> None:
    before = operation.get("description", "")
    operation["description"] = f"{before}\n\n{text}".strip()


def _operations(result: Any) -> Iterator[dict[str, Any]]:
    for path in result["paths"].values():
        yield from (part for part in path.values() if "operationId" in part)


def _set_problem_type(responses: dict[str, Any]) -> None:
    for response in responses.values():
        content = response.get("content", {})
        if content.get(JSON, {}).get("schema", {}).get("$ref") == PROBLEM:
            content[CONTENT_TYPE] = content.pop(JSON)


def _drop_blanks(part: Any) -> None:
    """Drop the alternative of an empty text where the pattern allows it already.

    Otherwise an empty text would match two alternatives, and ``oneOf`` wants one.
    """
    if isinstance(part, list):
        for inner in part:
            _drop_blanks(inner)
    elif isinstance(part, dict):
        options = part.get("oneOf", [])
        if options[1:] == [BLANK] and _allows_empty(options[0]):
            part |= options[0]
            del part["oneOf"]
        for inner in part.values():
            _drop_blanks(inner)


def _allows_empty(schema: Mapping[str, str]) -> bool:
    return "pattern" in schema and bool(re.search(schema["pattern"], ""))
