"""ECS: services whose task sets have tasks that start, become healthy or not, and answer behind target groups."""
