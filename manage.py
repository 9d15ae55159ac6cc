#!/usr/bin/env python
"""Run a Dayi management command: ``python manage.py help`` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.umask(0o077)  # what is written holds secrets and belongs to this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    execute_from_command_line(sys.argv)
