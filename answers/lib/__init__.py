"""Plain Python that knows neither Django nor the rest of the project."""
