terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
variable "size" { default = "db.t3.medium" }
module "net" {
  source = "./net"
  cidr   = "10.1.0.0/16"
  zones  = ["us-east-1a", "us-east-1b"]
}
resource "aws_security_group" "db" {
  vpc_id = module.net.vpc_id
}
resource "aws_security_group" "web" {
  vpc_id = module.net.vpc_id
}
resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = aws_security_group.web.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
resource "aws_lb" "web" {
  subnets         = module.net.public
  security_groups = [aws_security_group.web.id]
}
resource "aws_db_subnet_group" "db" { subnet_ids = module.net.private }
resource "aws_db_instance" "db" {
  instance_class         = var.size
  engine                 = "postgres"
  engine_version         = "16"
  allocated_storage      = 20
  username               = "u"
  password               = "canary-secret-password"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true
}
resource "aws_s3_bucket" "logs" {
  for_each = toset(["a", "b"])
  bucket   = "logs-${each.key}"
}
