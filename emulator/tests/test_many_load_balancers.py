"""More load balancers and rules than moto lists at once."""

from __future__ import annotations

import unittest
import urllib.error

from tests.forked import ForkedTest
from tests.support import Network, unique


class Many(ForkedTest):
    def test_the_last_of_them_are_found(self) -> None:
        subnets = Network().subnets
        fork = self.fork()
        elb = fork.client("elbv2")
        vpc = fork.client("ec2").describe_subnets(SubnetIds=subnets[:1])["Subnets"][0]["VpcId"]
        for _ in range(51):
            created = elb.create_load_balancer(Name=unique("many"), Subnets=subnets)
        load_balancer = created["LoadBalancers"][0]["LoadBalancerArn"]
        groups = [
            elb.create_target_group(Name=unique("many"), Port=80, Protocol="HTTP", VpcId=vpc, TargetType="ip")
            for _ in range(2)
        ]
        default, last = (group["TargetGroups"][0]["TargetGroupArn"] for group in groups)
        listener = elb.create_listener(
            LoadBalancerArn=load_balancer,
            Port=80,
            Protocol="HTTP",
            DefaultActions=[{"Type": "forward", "TargetGroupArn": default}],
        )["Listeners"][0]["ListenerArn"]
        for priority in range(1, 52):
            elb.create_rule(
                ListenerArn=listener,
                Priority=priority,
                Conditions=[{"Field": "path-pattern", "Values": [f"/{priority}"]}],
                Actions=[{"Type": "forward", "TargetGroupArn": last if priority == 51 else default}],
            )
        described = elb.describe_target_groups(TargetGroupArns=[default, last])["TargetGroups"]
        self.assertEqual([group["LoadBalancerArns"] for group in described], [[load_balancer]] * 2)
        route = fork.control("GET", "route", loadBalancerArn=load_balancer, path="/51")
        self.assertIn(last.split("/")[1], str(route))
        # Nobody is behind it: 503, and no lost connection as from one that does not exist.
        with self.assertRaises(urllib.error.HTTPError) as caught:
            host = created["LoadBalancers"][0]["DNSName"]
            fork.control("GET", "answer", host=host, port=80, scheme="http", path="/51")
        self.assertEqual(caught.exception.code, 503)
        caught.exception.close()


if __name__ == "__main__":
    unittest.main()
