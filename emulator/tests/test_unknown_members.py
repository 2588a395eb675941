"""Members that no model has, in each protocol: what a caller meant by them would be lost."""

from __future__ import annotations

import json
import unittest
import urllib.error
import urllib.request
from urllib.parse import urlencode

from tests.support import REGION, client, endpoint


def send(service: str, body: bytes, method: str = "POST", path: str = "/", **headers: str) -> tuple[int, str]:
    """A request that no SDK would write."""
    credential = f"AWS4-HMAC-SHA256 Credential=any/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    request = urllib.request.Request(f"{endpoint()}{path}", data=body, method=method)
    request.add_header("Authorization", credential)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def send_json(service: str, target: str, **document: object) -> tuple[int, str]:
    return send(
        service, json.dumps(document).encode(), Content_Type="application/x-amz-json-1.1", X_Amz_Target=target
    )


def send_form(service: str, **fields: str) -> tuple[int, str]:
    body = urlencode({name.replace("__", "."): value for name, value in fields.items()}).encode()
    return send(service, body, Content_Type="application/x-www-form-urlencoded")


class UnknownMembers(unittest.TestCase):
    def refuse(self, answer: tuple[int, str], code: str, name: str) -> None:
        status, text = answer
        self.assertEqual(status, 400)
        self.assertIn(code, text)
        self.assertIn(f"has no parameter {name}.", text)
        self.assertNotIn("hunter2", text)

    def test_json(self) -> None:
        answer = send_json("ecs", "AmazonEC2ContainerServiceV20141113.CreateCluster", clusterName="a", colour="hunter2")
        self.refuse(answer, "SerializationException", "colour")

    def test_json_within(self) -> None:
        tag = {"key": "a", "value": "b", "note": "hunter2"}
        answer = send_json("ecs", "AmazonEC2ContainerServiceV20141113.CreateCluster", clusterName="a", tags=[tag])
        self.refuse(answer, "SerializationException", "tags.note")

    def test_query(self) -> None:
        answer = send_form("rds", Action="DescribeDBInstances", Version="2014-10-31", Colour="hunter2")
        self.refuse(answer, "ValidationError", "Colour")

    def test_query_within(self) -> None:
        answer = send_form(
            "iam",
            Action="CreateRole",
            Version="2010-05-08",
            RoleName="a",
            AssumeRolePolicyDocument="{}",
            Tags__member__1__Key="a",
            Tags__member__1__Note="hunter2",
        )
        self.refuse(answer, "ValidationError", "Tags.member.1.Note")

    def test_ec2(self) -> None:
        answer = send_form(
            "ec2", Action="CreateVpc", Version="2016-11-15", CidrBlock="10.0.0.0/16", TagSpecifications__1__Note="hunter2"
        )
        self.refuse(answer, "UnknownParameter", "TagSpecifications.1.Note")

    def test_ec2_as_its_clients_write(self) -> None:
        status, _ = send_form(
            "ec2",
            Action="CreateVpc",
            Version="2016-11-15",
            CidrBlock="10.0.0.0/16",
            TagSpecification__1__ResourceType="vpc",
            TagSpecification__1__Tag__1__Key="a",
            TagSpecification__1__Tag__1__Value="b",
        )
        self.assertEqual(status, 200)

    def test_xml(self) -> None:
        client("s3").create_bucket(Bucket="unknown-members")
        body = b"<VersioningConfiguration><Status>Enabled</Status><Note>hunter2</Note></VersioningConfiguration>"
        answer = send("s3", body, method="PUT", path="/unknown-members?versioning")
        self.refuse(answer, "MalformedXML", "Note")

    def test_rest_json(self) -> None:
        answer = send(
            "lambda",
            b'{"FunctionName": "a", "Colour": "hunter2"}',
            path="/2015-03-31/functions",
            Content_Type="application/json",
        )
        self.refuse(answer, "SerializationException", "Colour")


if __name__ == "__main__":
    unittest.main()
