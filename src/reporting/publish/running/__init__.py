"""Running notebooks: typed parameters, isolated kernels, errors told in full."""
