"""What stands on the wall: figures against their targets, the worst blind spots, the subdistricts side by side."""
