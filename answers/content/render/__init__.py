"""Render: Markdown becomes safe HTML, plain text and an outline."""
