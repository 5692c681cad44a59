"""The journey told: people, places and what ties them, the territory in figures."""
