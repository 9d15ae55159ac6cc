"""Coefficients of the confidence; ``manage.py evaluate --fit`` wrote this file."""

BASE = -0.35
COVERED = 1.58
MARGIN = 1.49
FOREIGN = -2.65
AGREED = 1.83
