"""Tags in the admin."""
