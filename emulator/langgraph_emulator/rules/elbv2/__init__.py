"""What load balancers look at beyond one value."""
