"""Write: an article becomes a file that reads back to the same article."""
