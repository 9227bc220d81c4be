"""What stands on the planner's page: lists, cards, the histogram, and the loading of files."""
