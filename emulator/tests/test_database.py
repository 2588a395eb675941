"""Databases: versions, attributes that must stay as they were given, parameters, backups elsewhere."""

from __future__ import annotations

import unittest
from typing import Any

from tests.support import client, create_database, error_of, role, unique


class Database(unittest.TestCase):
    def describe(self, identifier: str) -> dict[str, Any]:
        return client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]

    def test_each_database_is_found_by_its_own_resource_id(self) -> None:
        made = [create_database(), create_database()]
        for instance in made:
            found = client("rds").describe_db_instances(
                Filters=[{"Name": "dbi-resource-id", "Values": [instance["DbiResourceId"]]}]
            )["DBInstances"]
            self.assertEqual(
                [each["DBInstanceIdentifier"] for each in found], [instance["DBInstanceIdentifier"]]
            )

    def test_attributes_stick(self) -> None:
        monitoring = role("monitoring", "monitoring.rds.amazonaws.com")
        settings = {
            "MonitoringInterval": 60,
            "MonitoringRoleArn": monitoring,
            "EnablePerformanceInsights": True,
            "PerformanceInsightsRetentionPeriod": 7,
            "MaxAllocatedStorage": 40,
            "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
            "MultiAZ": True,
            "DeletionProtection": True,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "CopyTagsToSnapshot": True,
            "EnableIAMDatabaseAuthentication": True,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "sun:04:30-sun:05:30",
        }
        found = self.describe(create_database(**settings)["DBInstanceIdentifier"])
        expected = {
            "MonitoringInterval": 60,
            "MonitoringRoleArn": monitoring,
            "PerformanceInsightsEnabled": True,
            "PerformanceInsightsRetentionPeriod": 7,
            "MaxAllocatedStorage": 40,
            "EnabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "MultiAZ": True,
            "DeletionProtection": True,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "CopyTagsToSnapshot": True,
            "IAMDatabaseAuthenticationEnabled": True,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "sun:04:30-sun:05:30",
        }
        self.assertEqual({key: found[key] for key in expected}, expected)

    def test_changes_stick(self) -> None:
        name = create_database(EnableCloudwatchLogsExports=["postgresql"])["DBInstanceIdentifier"]
        client("rds").modify_db_instance(
            DBInstanceIdentifier=name,
            MonitoringInterval=30,
            CloudwatchLogsExportConfiguration={"EnableLogTypes": ["upgrade"], "DisableLogTypes": ["postgresql"]},
        )
        found = self.describe(name)
        self.assertEqual(found["MonitoringInterval"], 30)
        self.assertEqual(found["EnabledCloudwatchLogsExports"], ["upgrade"])

    def test_a_major_version_means_its_newest_minor(self) -> None:
        versions = client("rds").describe_db_engine_versions(Engine="postgres", EngineVersion="15")
        newest = versions["DBEngineVersions"][-1]["EngineVersion"]
        created = create_database(EngineVersion="15")
        self.assertEqual(created["EngineVersion"], newest)
        client("rds").modify_db_instance(DBInstanceIdentifier=created["DBInstanceIdentifier"], EngineVersion="15")
        self.assertEqual(self.describe(created["DBInstanceIdentifier"])["EngineVersion"], newest)

    def test_minors_that_aws_has_added_since_are_taken(self) -> None:
        self.assertEqual(create_database(EngineVersion="15.20")["EngineVersion"], "15.20")
        for version in ("15.12", "15.x", "9.6"):
            code, _ = error_of(create_database, EngineVersion=version)
            self.assertEqual(code, "InvalidParameterCombination")

    def test_parameters_stick(self) -> None:
        rds, name = client("rds"), unique("parameters")
        rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily="postgres15", Description="tests"
        )
        parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
        rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=[parameter])
        found = rds.describe_db_parameters(DBParameterGroupName=name, Source="user")["Parameters"]
        self.assertEqual([(p["ParameterName"], p["ParameterValue"]) for p in found], [("rds.force_ssl", "1")])
        rds.reset_db_parameter_group(DBParameterGroupName=name, Parameters=[parameter])
        self.assertEqual(rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"], [])

    def test_backups_are_replicated_until_that_is_stopped(self) -> None:
        source, there = create_database(), client("rds", "us-west-2")
        arn = source["DBInstanceArn"]
        started = there.start_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
        backup = started["DBInstanceAutomatedBackup"]["DBInstanceAutomatedBackupsArn"]
        found = there.describe_db_instance_automated_backups(DBInstanceAutomatedBackupsArn=backup)
        self.assertEqual(found["DBInstanceAutomatedBackups"][0]["Status"], "replicating")
        name = source["DBInstanceIdentifier"]
        self.assertEqual(len(self.describe(name)["DBInstanceAutomatedBackupsReplications"]), 1)
        there.stop_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
        self.assertEqual(self.describe(name)["DBInstanceAutomatedBackupsReplications"], [])


if __name__ == "__main__":
    unittest.main()
