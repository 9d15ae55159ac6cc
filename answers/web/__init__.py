"""Web: the pages people read; each view translates a request to one service call."""
