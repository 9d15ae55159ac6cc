"""Revisions in the admin."""
