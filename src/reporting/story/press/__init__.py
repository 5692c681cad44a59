"""The press kit told: what releases, bulletins, captions and cards say of an event."""
