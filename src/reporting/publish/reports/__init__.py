"""The reports as the notebooks compose them, block by block."""
