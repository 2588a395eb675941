# Staging as the guide configures it: everything that is not named here is staging's default.

# Environment
environment = "staging"
aws_region  = "us-east-1"

# Database
database_username = "langgraph_admin"
database_password = "example-only-Staging-Passw0rd"

# Container
container_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2"

# LangSmith
langsmith_api_key = "lsv2_pt_example_only_staging"

# Monitoring
sns_alarm_email = "staging-alerts@example.com"

# HTTPS
acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/9f8e7d6c-5b4a-3210-fedc-ba9876543210"
