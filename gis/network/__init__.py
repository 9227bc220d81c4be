"""The walking network: the streets it is made of, and its versions in tables `network` and `network_edge`."""
