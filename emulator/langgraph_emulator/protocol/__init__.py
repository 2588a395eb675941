"""AWS's wire protocols, between HTTP and plain dictionaries."""
