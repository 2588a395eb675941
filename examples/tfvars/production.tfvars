# Production with HTTPS, Jira and a secret of the application's own.

# Environment
environment = "production"
aws_region  = "us-east-1"
tags        = { CostCenter = "agents" }

# Database
database_username = "langgraph_admin"
database_password = "example-only-Production-Passw0rd"

# Container
container_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2"

# LangSmith
langsmith_api_key = "lsv2_pt_example_only_production"

# Jira
jira_base_url       = "https://your-domain.atlassian.net"
jira_email          = "agents@example.com"
jira_api_token      = "example-only-jira-api-token"
jira_webhook_secret = "example-only-jira-webhook-secret"

# The application's own secrets: declared by name, so that they exist whether or not a value stands here
secret_names   = ["OPENAI_API_KEY"]
openai_api_key = "sk-example-only-openai-key"

# Monitoring
sns_alarm_email = "ops-team@example.com"

# HTTPS
acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789"
