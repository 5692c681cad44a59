"""Building: what is to be made, by which workers, moved into place when whole."""
