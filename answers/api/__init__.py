"""API: REST under /api/v1/; each view translates a request to one service call."""
