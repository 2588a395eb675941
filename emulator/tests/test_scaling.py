"""Scalable targets: what is not given stays, and what is suspended changes nothing else."""

from __future__ import annotations

import unittest
from typing import Any

from tests.support import Stack, advance, client

_FLAGS = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")


class Targets(unittest.TestCase):
    def setUp(self) -> None:
        self.stack = Stack()
        self.target = {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{self.stack.name}/{self.stack.name}",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        self.register(MinCapacity=2, MaxCapacity=10)

    def register(self, **settings: Any) -> None:
        client("application-autoscaling").register_scalable_target(**self.target, **settings)

    def described(self) -> dict[str, Any]:
        found = client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="ecs", ResourceIds=[self.target["ResourceId"]]
        )
        return found["ScalableTargets"][0]

    def capacities(self) -> tuple[int, int]:
        described = self.described()
        return described["MinCapacity"], described["MaxCapacity"]

    def flags(self) -> tuple[bool, ...]:
        suspended = self.described()["SuspendedState"]
        self.assertEqual(set(suspended), set(_FLAGS))
        return tuple(suspended[flag] for flag in _FLAGS)

    def test_nothing_is_suspended_at_first(self) -> None:
        self.assertEqual(self.flags(), (False, False, False))

    def test_each_flag_is_its_own(self) -> None:
        for index, flag in enumerate(_FLAGS):
            with self.subTest(flag):
                self.register(SuspendedState={name: name == flag for name in _FLAGS})
                self.assertEqual(self.flags(), tuple(index == other for other in range(3)))

    def test_flags_that_are_not_given_stay(self) -> None:
        self.register(SuspendedState=dict.fromkeys(_FLAGS, True))
        self.register(SuspendedState={_FLAGS[1]: False})
        self.assertEqual(self.flags(), (True, False, True))

    def test_capacity_stays_when_scaling_is_suspended_and_the_other_way_round(self) -> None:
        arn = self.described()["ScalableTargetARN"]
        self.register(SuspendedState=dict.fromkeys(_FLAGS, True))
        self.assertEqual(self.capacities(), (2, 10))
        self.register(MaxCapacity=6)
        self.assertEqual((self.capacities(), self.flags()), ((2, 6), (True, True, True)))
        self.register(MinCapacity=3)
        self.assertEqual((self.capacities(), self.flags()), ((3, 6), (True, True, True)))
        self.assertEqual(self.described()["ScalableTargetARN"], arn)

    def test_a_suspended_service_deploys_as_ever(self) -> None:
        self.register(SuspendedState=dict.fromkeys(_FLAGS, True))
        deployment_id = self.stack.deploy()
        advance(3600)
        self.assertEqual(self.stack.deployment(deployment_id)["status"], "Succeeded")
        self.assertEqual(self.stack.service["desiredCount"], 2)
        self.assertEqual(self.flags(), (True, True, True))


if __name__ == "__main__":
    unittest.main()
