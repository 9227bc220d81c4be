"""Where the next resources might stand, and what was proposed: tables `site_proposal` and `proposed_site`."""
