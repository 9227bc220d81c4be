"""What is walked: streets, routes, reach, sites."""
