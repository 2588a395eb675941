"""What RDS refuses of PostgreSQL instances. Its model has members and types, and hardly a limit."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches, Never, OneOf, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import instance_row

_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_CONSTRAINTS = _GUIDE + "CHAP_Limits.html#RDS_Limits.Constraints"
_VALUE = "InvalidParameterValue"
_COMBINATION = "InvalidParameterCombination"

ROWS: tuple[Refusal, ...] = (
    instance_row(
        "identifier",
        "the identifier is not 1 to 63 letters, digits and single hyphens, a letter first and no hyphen last",
        _VALUE,
        "The parameter DBInstanceIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain "
        "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
        _CONSTRAINTS,
        Matches("DBInstanceIdentifier", r"(?=.{1,63}$)[A-Za-z](-?[A-Za-z0-9])*"),
        modify=False,
    ),
    instance_row(
        "class-unknown",
        "there is no such instance class",
        _VALUE,
        "Invalid DB Instance class: {value}",
        _GUIDE + "Concepts.DBInstanceClass.Types.html",
        Matches(
            "DBInstanceClass",
            r"db\.[a-z][a-z0-9]*\.(micro|small|medium|large|xlarge|(2|3|4|6|8|12|16|24|32|48)xlarge)(\.tpc\d\.mem\dx)?",
        ),
    ),
    instance_row(
        "class-of-engine",
        "PostgreSQL 15 does not run on the instance class",
        _COMBINATION,
        "RDS does not support creating a DB instance with the following combination: DBInstanceClass={class_name}, "
        "Engine=postgres, EngineVersion={version}, LicenseModel=postgresql-license. For supported combinations of instance "
        "class and database engine version, see the documentation.",
        _GUIDE + "Concepts.DBInstanceClass.Support.html",
    ),
    instance_row(
        "port",
        "the port is not from 1150 to 65535",
        _VALUE,
        "Invalid endpoint port {value}. Valid range is: {low}-{high}",
        check=Within("[Port, DBPortNumber][]", 1150, 65535),
    ),
    instance_row(
        "database-name",
        "the database's name is not 1 to 63 letters, digits and underscores, a letter or underscore first",
        _VALUE,
        "DBName must begin with a letter and contain only alphanumeric characters.",
        check=Matches("DBName", r"[A-Za-z_]\w{0,62}"),
        modify=False,
    ),
    instance_row(
        "database-name-reserved",
        "the database's name is one that PostgreSQL or RDS has for itself",
        _VALUE,
        "DBName {value} cannot be used. It is a reserved word for this engine",
        check=Matches("DBName", r"(?i)(?!(rdsadmin|template0|template1|rdstopmgr)$).*"),
        modify=False,
    ),
    instance_row(
        "user-name",
        "the master user's name is not 1 to 63 letters, digits and underscores, a letter first",
        _VALUE,
        "The parameter MasterUsername is not a valid identifier. Identifiers must begin with a letter and contain only "
        "letters, digits, and underscores.",
        _CONSTRAINTS,
        Matches("MasterUsername", r"[A-Za-z]\w{0,62}"),
        modify=False,
    ),
    instance_row(
        "user-name-reserved",
        "the master user's name is a reserved word, or one of RDS's own roles",
        _VALUE,
        "MasterUsername {name} cannot be used as it is a reserved word used by the engine",
        _CONSTRAINTS,
        modify=False,
    ),
    instance_row(
        "password-short",
        "the master user's password is shorter than 8 characters",
        _VALUE,
        "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.",
        _CONSTRAINTS,
        Matches("MasterUserPassword", r".{8,}"),
    ),
    instance_row(
        "password-long",
        "the master user's password is longer than 128 characters",
        _VALUE,
        "The parameter MasterUserPassword is not a valid password because it is longer than 128 characters.",
        _CONSTRAINTS,
        Matches("MasterUserPassword", r".{0,128}"),
    ),
    instance_row(
        "password-characters",
        "the master user's password has a character that is not printable ASCII, a slash, a double quote, @ or a space",
        _VALUE,
        "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', "
        "' ' may be used.",
        _CONSTRAINTS,
        Matches("MasterUserPassword", r"[!#-.0-?A-~]*"),
    ),
    instance_row(
        "no-password",
        "there is neither a password, nor one that RDS manages, nor IAM in its place",
        _VALUE,
        "The parameter MasterUserPassword must be provided and must not be blank.",
        check=Never(
            "!MasterUserPassword && !ManageMasterUserPassword && !DBClusterIdentifier "
            "&& MasterUserAuthenticationType != 'iam-db-auth'"
        ),
        modify=False,
    ),
    instance_row(
        "backup-retention",
        "backups are kept for more than 35 days",
        _VALUE,
        "Invalid backup retention period: {value}. Retention period must be between {low} and {high}.",
        check=Within("BackupRetentionPeriod", 0, 35),
    ),
    instance_row(
        "backup-window",
        "the backup window is no hh:mm-hh:mm",
        _VALUE,
        "Invalid backup window time '{time}' specified. Should be specified as a time hh24:mi (24H Clock UTC). Example: "
        "03:15",
        _GUIDE + "USER_WorkingWithAutomatedBackups.BackupWindow.html",
    ),
    instance_row(
        "backup-window-length",
        "the backup window is shorter than 30 minutes",
        _VALUE,
        "Backup window must be at least 30 minutes.",
        _GUIDE + "USER_WorkingWithAutomatedBackups.BackupWindow.html",
    ),
    instance_row(
        "maintenance-window",
        "the maintenance window is no ddd:hh:mm-ddd:hh:mm of at least 30 minutes and at most a day",
        _VALUE,
        "Invalid maintenance window format: {window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock "
        "UTC). Example: Sun:23:45-Mon:00:15",
        _GUIDE + "USER_UpgradeDBInstance.Maintenance.html#Concepts.DBMaintenance",
    ),
    instance_row(
        "windows-overlap",
        "backup and maintenance window overlap",
        _VALUE,
        "The backup window and maintenance window must not overlap.",
        _GUIDE + "USER_WorkingWithAutomatedBackups.BackupWindow.html",
    ),
    instance_row(
        "monitoring-interval",
        "enhanced monitoring has no such interval",
        _VALUE,
        "Invalid monitoring interval, please enter a value in [{valid}]",
        check=OneOf("MonitoringInterval", (0, 1, 5, 10, 15, 30, 60)),
    ),
    instance_row(
        "monitoring-without-role",
        "enhanced monitoring has an interval and no role",
        _COMBINATION,
        "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
        check=Never("MonitoringInterval && MonitoringInterval != `0` && !MonitoringRoleArn"),
        modify=False,
    ),
    instance_row(
        "monitoring-without-interval",
        "enhanced monitoring has a role and no interval",
        _COMBINATION,
        "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.",
        check=Never("MonitoringRoleArn && (!MonitoringInterval || MonitoringInterval == `0`)"),
        modify=False,
    ),
    instance_row(
        "monitoring-role",
        "RDS may not assume the role of enhanced monitoring, or it does not exist",
        _VALUE,
        "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
        _GUIDE + "USER_Monitoring.OS.Enabling.html",
    ),
    instance_row(
        "insights-retention",
        "Performance Insights are kept neither 7 days, nor 1 to 23 months of 31, nor 731 days",
        _VALUE,
        "Invalid Performance Insights retention period. Valid values are: [{valid}]",
        check=OneOf("PerformanceInsightsRetentionPeriod", (7, *range(31, 714, 31), 731)),
    ),
    instance_row(
        "insights-switched-off",
        "Performance Insights are given a key or a retention and are not switched on",
        _COMBINATION,
        "To enable Performance Insights, EnablePerformanceInsights must be set to 'true'",
        check=Never("(PerformanceInsightsKMSKeyId || PerformanceInsightsRetentionPeriod) && !EnablePerformanceInsights"),
        modify=False,
    ),
    instance_row(
        "log-types",
        "PostgreSQL has no such log to export",
        _COMBINATION,
        "You cannot use the log types '{value}' with engine version postgres {version}. For supported log types, see the "
        "documentation.",
        _GUIDE + "USER_LogAccess.Concepts.PostgreSQL.html",
    ),
    instance_row(
        "parameter-group-family",
        "the parameter group is of another major version",
        _COMBINATION,
        "The parameter group {group} with DBParameterGroupFamily {family} can't be used for this instance. Use a parameter "
        "group with DBParameterGroupFamily {needed}.",
        _GUIDE + "parameter-groups-overview.html",
    ),
    instance_row(
        "certificate-authority",
        "RDS has no such certificate authority",
        "CertificateNotFound",
        "CertificateIdentifier '{value}' not found. Valid values are: {valid}.",
        _GUIDE + "UsingWithRDS.SSL.html",
        OneOf("CACertificateIdentifier", ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")),
    ),
    instance_row(
        "zone-of-two",
        "an availability zone is asked for, and two",
        _COMBINATION,
        "Requesting a specific availability zone is not valid for Multi-AZ instances.",
        check=Never("MultiAZ && AvailabilityZone"),
        modify=False,
    ),
    instance_row(
        "other-vpc",
        "a security group is in another VPC than the subnets",
        _COMBINATION,
        "The DB instance and EC2 security group are in different VPCs. The DB instance is in {vpc} and the EC2 security "
        "group is in {other}",
        _GUIDE + "USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        modify=False,
    ),
)
