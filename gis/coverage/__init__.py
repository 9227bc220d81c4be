"""Which grid answers for each building; what share of people and of ground is answered for."""
