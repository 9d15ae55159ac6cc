"""The OpenAPI description and its pages."""
