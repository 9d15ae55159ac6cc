"""Searches in the admin."""
