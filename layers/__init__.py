"""What can be shown: one file per layer."""
