"""What people and other programs meet: commands, pages, HTTP."""
