"""Use cases: everything the product does; surfaces only translate to these."""
