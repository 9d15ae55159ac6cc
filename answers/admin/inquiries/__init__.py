"""Inquiries in the admin."""
