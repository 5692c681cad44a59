"""The route: lengths, heights and places, measured where there is a track, bounded where not."""
