"""Text: normalisation, comparison, redaction and merging; plain Python."""
