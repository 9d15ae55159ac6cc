"""Template tags and filters of our templates."""
