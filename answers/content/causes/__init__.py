"""Causes: what an answer names as possible causes, each with its remedy."""
