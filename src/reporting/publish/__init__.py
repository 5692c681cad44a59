"""Publishing: notebooks executed, pages and PDF rendered, everything moved into place at once."""
