"""The press kit: pieces composed from the register, checked, written in every format."""
