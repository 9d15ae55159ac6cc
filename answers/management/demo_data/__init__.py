"""Made-up rows in any number, to measure with."""
