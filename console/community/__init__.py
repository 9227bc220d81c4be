"""What stands on the community's page: its sentence, its grids, what lies outside, and the sheet to print."""
