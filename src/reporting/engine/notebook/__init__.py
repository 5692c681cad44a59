"""Notebooks under papermill: typed parameters; cells in a forked child, here, or in a kernel."""
