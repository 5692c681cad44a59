"""The laboratory: copies of the notebooks in a work folder, and JupyterLab as it serves them."""
