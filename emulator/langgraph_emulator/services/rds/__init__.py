"""RDS: engine versions, attributes that moto forgets, parameters, and automated backups in another region."""
