"""Expectations in the admin."""
