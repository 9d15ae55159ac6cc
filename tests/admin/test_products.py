"""Products in the admin: which sites may show the widget."""

import pytest

from answers.models import Product
from tests.admin.conftest import NO_RELEASES, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return Product.objects.create(slug="nacos", name="Nacos")


def test_sites_are_kept_as_browsers_send_them(desk, product):
    typed = " HTTPS://Docs.example.org/ \r\n\r\nhttp://localhost:8080\r\n"
    address = page("product_change", product.pk)
    response = desk.post(address, {"name": "Nacos", "sites": typed} | NO_RELEASES)
    assert response.status_code == 302
    product.refresh_from_db()
    assert product.allowed_origins == [
        *("http://localhost:8080", "https://docs.example.org")
    ]
    assert "https://docs.example.org</textarea>" in desk.get(address).text


@pytest.mark.parametrize(
    "typed", ["*", "docs.example.org", "https://a.example/docs", "https://*.example"]
)
def test_what_is_no_site_is_refused_and_named(desk, product, typed):
    response = desk.post(
        page("product_change", product.pk),
        {"name": "Nacos", "sites": f"https://ok.example\n{typed}"} | NO_RELEASES,
    )
    assert response.status_code == 200
    assert typed in response.text
    product.refresh_from_db()
    assert product.allowed_origins == []
