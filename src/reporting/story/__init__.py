"""The story: named facts, prose and tables in the language of the reader."""
