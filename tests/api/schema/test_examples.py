"""Every operation has an example in the description, and every example runs."""

import json
from pathlib import Path
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from answers.api.schema.examples import EXAMPLES, TOKEN
from answers.models import Scope
from answers.services.accounts import BotAccess, bot_create, key_make
from answers.services.ingest import folder_ingest

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@pytest.fixture
def schema(client, db):
    kind = "application/vnd.oai.openapi+json"
    return client.get("/api/v1/schema", headers={"accept": kind}).json()


@pytest.fixture
def tokens(client, django_user_model):
    given = EXAMPLES["login"]["body"]
    django_user_model.objects.create_user(given["username"], **password_of(given))

    def fresh():
        kind = "application/json"
        path = "/api/v1/auth/login"
        return client.post(path, json.dumps(given), content_type=kind).json()

    return fresh


def password_of(given):
    return {"password": given["password"]}


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def request_of(path, operation, tokens):
    """Build a request from nothing but the description's examples."""
    query = {}
    for parameter in operation.get("parameters", []):
        if "example" not in parameter:
            assert not parameter.get("required"), parameter
        elif parameter["in"] == "path":
            value = quote(str(parameter["example"]), safe="")
            path = path.replace(f"{{{parameter['name']}}}", value)
        else:
            query[parameter["name"]] = parameter["example"]
    body = ""
    if "requestBody" in operation:
        text = json.dumps(
            operation["requestBody"]["content"]["application/json"]["example"]
        )
        live = tokens()["refresh_token"] if json.dumps(TOKEN) in text else ""
        body = text.replace(json.dumps(TOKEN), json.dumps(live))
    return f"{path}?{urlencode(query)}", body


def validator(schema, part):
    registry = Registry().with_resource(
        "urn:api", Resource(contents=schema, specification=DRAFT202012)
    )
    pointed = json.loads(json.dumps(part).replace('"#/', '"urn:api#/'))
    return jsonschema.Draft202012Validator(pointed, registry=registry)


def test_the_description_is_valid(schema):
    OpenAPIV31SpecValidator(schema).validate()


def test_every_operation_has_an_example_and_no_example_is_left_over(schema):
    names = {operation["operationId"] for _, _, operation in operations(schema)}
    assert names == set(EXAMPLES)


def test_every_example_runs_and_gives_what_the_description_says(
    client, schema, index, tokens
):
    folder_ingest(path=SEEDS)
    access = BotAccess(scopes=tuple(Scope.values))
    key = key_make(bot=bot_create(name="examples", access=access))[1].text
    for path, method, operation in operations(schema):
        url, body = request_of(path, operation, tokens)
        headers = {}
        if {"bearer": []} in operation["security"]:
            headers["authorization"] = f"Bearer {key}"
        response = client.generic(
            method.upper(), url, body, content_type="application/json", headers=headers
        )
        assert response.status_code in (200, 201), (url, response.text)
        status = str(response.status_code)
        content = operation["responses"][status]["content"]["application/json"]
        validator(schema, content["schema"]).validate(response.json())


def test_refusals_are_described_as_what_they_are(client, schema):
    problem = schema["components"]["schemas"]["Problem"]
    validator(schema, problem).validate(client.get("/api/v1/auth/check").json())
    for _, _, operation in operations(schema):
        for status, response in operation["responses"].items():
            if status >= "400" and status not in (
                "414",
                "431",
            ):  # the server itself says it
                assert set(response["content"]) == {"application/problem+json"}
