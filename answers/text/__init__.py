"""Text: normalised, cut, compared, cleared of secrets; plain Python."""
