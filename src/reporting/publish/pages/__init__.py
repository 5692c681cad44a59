"""Pages: a report as one HTML file for the screen, or as a tagged PDF."""
