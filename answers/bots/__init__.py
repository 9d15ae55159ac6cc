"""Bots: agents and chat channels; each room translates to a service and back."""
