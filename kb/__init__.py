"""The roof: settings, environment, URL root and server entry points."""
