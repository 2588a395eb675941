"""What CodeDeploy looks at beyond one value."""
