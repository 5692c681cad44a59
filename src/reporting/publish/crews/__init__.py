"""Crew booklets: two pages for each crew, steps of the store, moved into place together."""
