"""Bots and their keys in the admin."""
