"""The page of patrols: its frame, the list of grids, the card of one walk, and the sheet that is printed."""
