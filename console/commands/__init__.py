"""`wangge` commands, one file per verb."""
