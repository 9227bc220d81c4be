"""The page of resources: who lives within a walk of them, at any radius."""
