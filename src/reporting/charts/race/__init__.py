"""Charts of the race report."""
