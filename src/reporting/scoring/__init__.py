"""Scoring: from passages and a rulebook to penalties, standings and rankings."""
