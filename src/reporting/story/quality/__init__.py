"""The timing's quality told: verdict, checks, tables."""
