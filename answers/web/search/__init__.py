"""The results page and what shows while one types."""
