"""Parse: the bytes of one file become one article."""
