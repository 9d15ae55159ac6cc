"""The design page: all components, for staff."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db


def test_staff_see_every_variable_with_its_sample(admin_client, make_article):
    make_article(tags=("auth",))
    page = admin_client.get("/design/").content.decode()
    samples = Path("static/design.css").read_text()
    names = re.findall(r"class=\"(?:swatch |bar )?((?:swatch|type|bar)-[\w-]+)\"", page)
    assert "swatch-red" in names
    assert len(names) > 20
    for name in names:
        assert f".{name} {{" in samples


def test_others_do_not(client, db):
    assert client.get("/design/").status_code == 404
