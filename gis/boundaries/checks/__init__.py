"""What can be wrong with a plan: one module per check, with `KIND` and `find(picture)`; found like layers."""
