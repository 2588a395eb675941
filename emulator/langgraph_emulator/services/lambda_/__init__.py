"""Lambda: functions as they were set, and their code run by Node.js."""
