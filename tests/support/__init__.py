"""What tests share: builders of event packages, never a test."""
