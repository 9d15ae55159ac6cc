"""Measures of search quality and of confidence."""
