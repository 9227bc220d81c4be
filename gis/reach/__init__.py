"""Who lives how far from which resource: what is asked of the record, and tables `reach` and `service_area`."""
