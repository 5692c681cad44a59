"""Packages broken at random, and what the suite's commands say of them."""
