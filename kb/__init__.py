"""The Django project: settings, environment, URL root and WSGI entry point."""
