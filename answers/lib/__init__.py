"""Plain Python without Django: text, fingerprints, errors, progress."""
