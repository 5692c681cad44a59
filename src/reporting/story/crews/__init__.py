"""A crew's own event told: its language, its results against the field, its words."""
