"""What ECS looks at beyond one value."""
