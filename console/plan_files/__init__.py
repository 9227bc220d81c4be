"""A plan as a file for other programs and for people: the format follows from the file's ending."""
