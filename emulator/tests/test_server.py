"""The process, the chain of a request, and the control API."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from tests.support import _ROOT, HANG_SECONDS, advance, client, control, endpoint, error_of, unique


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "langgraph_emulator", "--port", "0", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        text=True,
    )


# All that asks the system's resolver, while a server and one for a fork are made.
_LOOK_UPS = """
import sys
from langgraph_emulator.server import create_server

asked = []
sys.addaudithook(lambda event, _: asked.append(event) if event.startswith("socket.gethostby") else None)
server = create_server(0)
server.sibling().server_close()
server.server_close()
print(asked)
"""


class Process(unittest.TestCase):
    def finish(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        out, log = process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 0)
        return out, log

    def test_says_once_where_it_listens_and_ends_with_its_input(self) -> None:
        process = start("--stop-with-stdin")
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        self.assertEqual(ready["pid"], process.pid)
        self.assertRegex(ready["endpoint"], r"^http://127\.0\.0\.1:\d+$")
        out, _ = self.finish(process)
        self.assertEqual(out, "")

    def test_looks_no_name_up(self) -> None:
        looked = subprocess.run([sys.executable, "-c", _LOOK_UPS], cwd=_ROOT, capture_output=True, text=True, check=True)
        self.assertEqual(looked.stdout, "[]\n")

    def test_ends_when_it_is_terminated(self) -> None:
        for arguments in ((), ("--stop-with-stdin",)):
            with self.subTest(arguments):
                process = start(*arguments)
                assert process.stdin and process.stdout and process.stderr
                process.stdout.readline()
                process.terminate()
                self.assertEqual(process.wait(HANG_SECONDS), 0)
                self.assertEqual(process.stderr.read(), "")
                for stream in (process.stdin, process.stdout, process.stderr):
                    stream.close()

    def test_logs_one_line_per_request_and_no_secret(self) -> None:
        import boto3

        process = start("--stop-with-stdin")
        assert process.stdout
        address = json.loads(process.stdout.readline())["endpoint"]
        secrets = boto3.client(
            "secretsmanager",
            region_name="us-east-1",
            endpoint_url=address,
            aws_access_key_id="any",
            aws_secret_access_key="any",
        )
        secrets.create_secret(Name="name", SecretString="hunter2")
        secrets.put_secret_value(SecretId="name", SecretString="hunter3")
        with self.assertRaises(ClientError):
            secrets.create_secret(Name="name", SecretString="hunter4")
        _, log = self.finish(process)
        self.assertEqual(len(log.splitlines()), 3)
        self.assertNotIn("hunter", log)


class Unimplemented(unittest.TestCase):
    """One call for each protocol, to something that neither moto nor the emulator knows."""

    def refuse(self, service: str, name: str, **params: Any) -> None:
        call = getattr(client(service), name)
        control("DELETE", "calls")
        code, message = error_of(call, **params)
        self.assertEqual(code, "NotImplementedByEmulator")
        operation = client(service).meta.method_to_api_mapping[name]
        # a client that took it for an error that passes would ask again
        self.assertEqual([each["operation"] for each in control("GET", "calls")], [operation])
        self.assertIn(f"{service}.{operation}", message)

    def test_json(self) -> None:
        self.refuse("ecs", "submit_task_state_change")

    def test_cbor(self) -> None:
        self.refuse("cloudwatch", "list_metric_streams")

    def test_query(self) -> None:
        self.refuse("elbv2", "describe_trust_store_associations", TrustStoreArn="arn")

    def test_ec2(self) -> None:
        self.refuse("ec2", "describe_aggregate_id_format")

    def test_rest_json(self) -> None:
        self.refuse("lambda", "get_account_settings")

    def test_rest_xml(self) -> None:
        self.refuse("route53", "list_cidr_collections")

    def test_s3(self) -> None:
        client("s3").create_bucket(Bucket="unimplemented")
        self.refuse(
            "s3", "put_bucket_metrics_configuration", Bucket="unimplemented", Id="i", MetricsConfiguration={"Id": "i"}
        )

    def test_a_service_that_moto_lacks(self) -> None:
        self.refuse("apprunner", "list_services")


class Control(unittest.TestCase):
    def test_health(self) -> None:
        self.assertEqual(control("GET", "health")["status"], "ok")

    def test_calls_are_recorded_with_their_outcome(self) -> None:
        control("DELETE", "calls")
        client("sts").get_caller_identity()
        error_of(client("ecs", "eu-west-1").describe_services, cluster="absent", services=["any"])
        calls = control("GET", "calls")
        self.assertEqual(
            [(c["service"], c["operation"], c["region"], c["status"], c.get("errorCode")) for c in calls],
            [
                ("sts", "GetCallerIdentity", "us-east-1", 200, None),
                ("ecs", "DescribeServices", "eu-west-1", 400, "ClusterNotFoundException"),
            ],
        )

    def test_calls_are_recorded_with_what_they_name_and_without_secrets(self) -> None:
        secret, tags = unique("secret"), [{"Key": "Project", "Value": "langgraph"}]
        control("POST", "calls", {"names": True})
        self.addCleanup(control, "POST", "calls", {"names": False})
        control("DELETE", "calls")
        client("secretsmanager").create_secret(Name=secret, SecretString="canary-7Q", Tags=tags)
        client("ssm").put_parameter(Name=f"/{secret}", Value="canary-7Q", Type="SecureString")
        error_of(
            client("rds").create_db_instance,
            DBInstanceIdentifier=secret,
            DBInstanceClass="db.t3.micro",
            Engine="absent",
            MasterUsername="admin",
            MasterUserPassword="canary-7Q",
        )
        calls = control("GET", "calls")
        self.assertEqual(
            [call["names"] for call in calls],
            [{"Name": secret, "Tags": tags}, {"Name": f"/{secret}"}, {"DBInstanceIdentifier": secret}],
        )
        self.assertNotIn("canary-7Q", json.dumps(calls))

    def test_the_clock_advances_and_can_run_fast(self) -> None:
        def now() -> float:
            return datetime.fromisoformat(control("GET", "clock")["now"].replace("Z", "+00:00")).timestamp()

        before = now()
        advance(3600)
        self.assertEqual(now() - before, 3600)
        control("POST", "clock", {"scale": 10_000})
        self.addCleanup(control, "POST", "clock", {"scale": 0})
        before = now()
        time.sleep(0.05)
        self.assertGreater(now() - before, 300)
        self.assertEqual(control("POST", "clock", {"scale": 1})["scale"], 1)

    def test_moto_keeps_the_emulated_time(self) -> None:
        advance(3600)
        now = control("GET", "clock")["now"]
        created = client("kms").create_key()["KeyMetadata"]["CreationDate"]
        self.assertEqual(int(created.timestamp()), datetime.fromisoformat(now[:19] + "+00:00").timestamp())

    def test_the_clock_does_not_go_back(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            control("POST", "clock", {"advanceSeconds": -1})
        self.assertIn("must not be negative", json.load(caught.exception)["error"])

    def test_an_unknown_route(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            control("GET", "nothing")
        self.assertEqual(caught.exception.code, 404)
        caught.exception.close()

    def test_the_inventory_lists_what_exists(self) -> None:
        bucket = unique("listed")
        client("s3").create_bucket(Bucket=bucket)
        self.assertIn({"kind": "aws_s3_bucket", "name": bucket}, control("GET", "inventory"))

    def test_an_unknown_behaviour_of_an_image(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            control("POST", "images", {"image": "x", "behaviour": {"healthyAfter": 1}})
        self.assertIn("healthyAfter", json.load(caught.exception)["error"])

    def test_a_deleted_secret_is_gone_when_its_window_is_over(self) -> None:
        secrets, name = client("secretsmanager"), unique("secret")
        secrets.create_secret(Name=name, SecretString="value")
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        advance(7 * 86400 + 1)
        secrets.create_secret(Name=name, SecretString="value")

    def test_a_restored_secret_stays(self) -> None:
        secrets, name = client("secretsmanager"), unique("secret")
        secrets.create_secret(Name=name, SecretString="value")
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        secrets.restore_secret(SecretId=name)
        advance(8 * 86400)
        self.assertEqual(secrets.get_secret_value(SecretId=name)["SecretString"], "value")


class Locking(unittest.TestCase):
    def test_a_state_lock_is_taken_once(self) -> None:
        s3, bucket = client("s3"), unique("state")
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="state.tflock", Body=b"{}", IfNoneMatch="*")
        code, _ = error_of(s3.put_object, Bucket=bucket, Key="state.tflock", Body=b"{}", IfNoneMatch="*")
        self.assertEqual(code, "PreconditionFailed")

    def test_ten_requests_at_a_time(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        sns, names = client("sns"), [unique("topic") for _ in range(60)]
        with ThreadPoolExecutor(10) as pool:
            arns = list(pool.map(lambda name: sns.create_topic(Name=name)["TopicArn"], names))
        self.assertEqual(len(set(arns)), 60)

    def test_listens_on_loopback_only(self) -> None:
        self.assertTrue(endpoint().startswith("http://127.0.0.1:"))


if __name__ == "__main__":
    unittest.main()
