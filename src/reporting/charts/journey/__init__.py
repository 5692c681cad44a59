"""Charts of the journey."""
