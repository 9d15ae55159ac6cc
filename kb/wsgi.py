"""The WSGI entry point: what the web server imports."""

import os

from django.core.wsgi import get_wsgi_application

from kb.bodies import with_length

os.umask(0o077)  # as in manage.py
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

application = with_length(get_wsgi_application())
