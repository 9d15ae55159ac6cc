"""Template tags: what pages need beyond Django's own."""
