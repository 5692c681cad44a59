"""Running steps, keeping what they made, knowing what is still true: without a word of sport."""
