"""CloudWatch: metrics that can be injected, metric math, and alarms that are evaluated from datapoints."""
