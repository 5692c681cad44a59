"""Quality: what is wrong in an event package, found before anything is scored."""
