"""CodeDeploy for ECS: applications, configurations, groups, and deployments that really shift traffic."""
