"""The embedded engine: Whoosh keeps the files, numpy scores what they hold."""
