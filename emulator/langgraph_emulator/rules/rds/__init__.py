"""What RDS looks at beyond one value."""
