"""Beyond one machine: the same tasks on a Dask cluster, inputs by content, results checked."""
