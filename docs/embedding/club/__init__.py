"""A Django application of a club: its own models, our rules."""
