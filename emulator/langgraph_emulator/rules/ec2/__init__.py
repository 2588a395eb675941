"""What EC2 looks at beyond one value."""
