import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator


@pytest.fixture
def schema(client, db):
    return client.get(
        "/api/v1/schema", headers={"accept": "application/vnd.oai.openapi+json"}
    ).json()


def test_the_schema_is_valid_openapi_31(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_schema_names_every_path_of_the_contract(schema):
    assert set(schema["paths"]) == {
        "/api/v1/search",
        "/api/v1/ask",
        "/api/v1/suggest",
        "/api/v1/articles",
        "/api/v1/articles/{key}",
        "/api/v1/articles/{key}/feedback",
        "/api/v1/articles/{key}/revisions/{number}",
        "/api/v1/symptoms",
        "/api/v1/symptoms/{key}",
        "/api/v1/tags",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/logout",
        "/api/v1/auth/check",
    }


def test_every_operation_says_how_it_refuses(schema):
    for path in schema["paths"].values():
        for operation in path.values():
            assert "429" in operation["responses"]


def test_the_docs_load_nothing_from_elsewhere(client, db):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "https://" not in page.text


def alternatives(part):
    """Yield every ``oneOf`` below a part of the schema."""
    if isinstance(part, dict):
        yield from [part["oneOf"]] if "oneOf" in part else []
        part = part.values()
    if not isinstance(part, str | int | float | None):
        for inner in part:
            yield from alternatives(inner)


def test_no_text_is_never_two_of_several(schema):
    found = [
        [one for one in told if "$ref" not in one] for told in alternatives(schema)
    ]
    assert found
    for told in found:
        assert sum(Draft202012Validator(one).is_valid("") for one in told) <= 1, told


@pytest.mark.parametrize("path", ["nothing", "%0A", "articles/a%0Ab/revisions/-1"])
def test_an_address_that_is_none_is_explained_as_all_else_is(client, db, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
