"""The ask page and the conversation of the widget."""
