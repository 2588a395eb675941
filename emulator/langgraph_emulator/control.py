"""The control API under ``/_emulator``: what a test needs and AWS does not offer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from langgraph_emulator.errors import AwsError
from langgraph_emulator.inventory import inventory
from langgraph_emulator.protocol.codec import HttpResponse
from langgraph_emulator.protocol.identify import DEFAULT_REGION

if TYPE_CHECKING:
    from langgraph_emulator.emulator import Emulator

Query = dict[str, str]
Route = Callable[[Query, Any], Any]


class ControlApi:
    def __init__(self, emulator: Emulator) -> None:
        world, faults, forks = emulator.world, emulator.faults, emulator.forks
        self._world = world
        self._emulator = emulator
        self._routes: dict[tuple[str, str], Route] = {
            ("GET", "health"): lambda query, body: {"status": "ok", "now": world.clock.now()},
            ("GET", "calls"): lambda query, body: emulator.calls.all(),
            ("POST", "calls"): self._record_calls,
            ("DELETE", "calls"): self._clear_calls,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._move_clock,
            ("POST", "datapoints"): self._add_datapoints,
            ("POST", "images"): self._set_image,
            ("POST", "scans"): self._set_scan,
            ("POST", "rollbacks"): self._set_rollback,
            ("GET", "traffic"): self._traffic,
            ("GET", "route"): self._route,
            ("GET", "inventory"): lambda query, body: inventory(world, query.get("region", DEFAULT_REGION)),
            ("POST", "scaling/evaluate"): self._evaluate_scaling,
            ("GET", "faults"): lambda query, body: faults.left(),
            ("POST", "faults"): lambda query, body: faults.add(body),
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "signatures"): self._signatures,
            ("POST", "signatures"): self._check_signatures,
            ("GET", "fork"): lambda query, body: forks.all(),
            ("POST", "fork"): lambda query, body: forks.start(),
            ("DELETE", "fork"): lambda query, body: forks.end(int(query["pid"])),
        }

    def answer(self, environ: dict[str, Any], body: bytes) -> HttpResponse | None:
        """The response, or None where the connection is to be lost."""
        path = _path(environ)
        query = {key: values[-1] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        if is_answer(environ):
            return self._answer_as_listener(query)
        route = self._routes.get((environ["REQUEST_METHOD"], path))
        if route is None:
            return _json(404, {"error": f"no {environ['REQUEST_METHOD']} /_emulator/{path}"})
        try:
            return _json(200, route(query, json.loads(body) if body else {}))
        except (AttributeError, KeyError, TypeError, ValueError, AwsError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})

    def _record_calls(self, query: Query, body: Any) -> Any:
        self._emulator.calls.with_names = bool(body["names"])
        return body

    def _clear_calls(self, query: Query, body: Any) -> Any:
        self._emulator.calls.clear()
        return {}

    def _clear_faults(self, query: Query, body: Any) -> Any:
        self._emulator.faults.clear()
        return []

    def _check_signatures(self, query: Query, body: Any) -> Any:
        self._emulator.signatures.allow(body["maxSkewSeconds"])
        return self._signatures(query, body)

    def _signatures(self, query: Query, body: Any) -> Any:
        return {"maxSkewSeconds": self._emulator.signatures.max_skew_seconds}

    def _clock(self, query: Query, body: Any) -> Any:
        return {"now": self._world.clock.now(), "scale": self._world.clock.scale}

    def _move_clock(self, query: Query, body: Any) -> Any:
        if "scale" in body:
            self._world.clock.set_scale(_non_negative(body, "scale"))
        if "advanceSeconds" in body:
            self._world.clock.advance(_non_negative(body, "advanceSeconds"))
        return self._clock(query, body)

    # Services are imported when they are first used, so that starting stays quick.

    def _add_datapoints(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services.cloudwatch.metric_operations import publish
        from langgraph_emulator.services.cloudwatch.store import MetricKey, Sample

        parsed = []
        for point in body:
            stamp = point.get("timestamp")
            time = _moment(stamp).timestamp() if stamp is not None else self._world.clock.now().timestamp()
            sample = Sample.of_value(
                time, float(point["value"]), float(point.get("count", 1)), point.get("unit", "None")
            )
            key = MetricKey.of(point["namespace"], point["metricName"], point.get("dimensions") or {})
            parsed.append((point.get("region", DEFAULT_REGION), key, sample))
        for region, key, sample in parsed:
            publish(self._world, region, key, [sample])
        return {"accepted": len(parsed)}

    def _set_image(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services.ecs.images import Images

        behaviour = self._world.state(Images, Images.REGION).set(body["image"], body.get("behaviour") or {})
        return {"image": body["image"], "behaviour": behaviour.__dict__}

    def _set_scan(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services.ecr.scans import Scans

        scan = self._world.state(Scans, body.get("region", DEFAULT_REGION)).set(body)
        return {"repository": body["repository"], "digest": body["digest"], "status": scan.status}

    def _set_rollback(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services.codedeploy.rollback import NextRollback

        course = self._world.state(NextRollback, NextRollback.REGION).set(body)
        return {"fail": course.fail, "afterSeconds": course.after_seconds}

    def _traffic(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services import traffic_view

        return traffic_view.traffic(self._world, query["loadBalancerArn"])

    def _route(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services import traffic_view

        return traffic_view.route(
            self._world, query["loadBalancerArn"], int(query.get("port", 80)), query.get("path", "/")
        )

    def _answer_as_listener(self, query: Query) -> HttpResponse | None:
        from langgraph_emulator.services.elbv2 import answers

        answer = answers.answer(self._world, query["host"], int(query["port"]), query["scheme"], query["path"])
        return answer and HttpResponse(answer.status, {"Content-Type": "text/plain", **answer.headers}, answer.body)

    def _evaluate_scaling(self, query: Query, body: Any) -> Any:
        from langgraph_emulator.services.scaling import evaluate_policy

        return evaluate_policy(self._world, body.get("region", DEFAULT_REGION), body["policyName"])


def is_answer(environ: dict[str, Any]) -> bool:
    """Whether a function asks a load balancer."""
    return _path(environ) == "answer"


def moves_clock(environ: dict[str, Any]) -> bool:
    return environ["REQUEST_METHOD"] == "POST" and _path(environ) == "clock"


def _path(environ: dict[str, Any]) -> str:
    return environ["PATH_INFO"].removeprefix("/_emulator").strip("/")


def _moment(stamp: str | float) -> datetime:
    if isinstance(stamp, (int, float)):
        return datetime.fromtimestamp(stamp).astimezone()
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError(f"a timestamp needs a time zone, got {stamp}")
    return moment


def _non_negative(body: Any, key: str) -> float:
    value = float(body[key])
    if value < 0:
        raise ValueError(f"{key} must not be negative, got {value}")
    return value


def _json(status: int, value: Any) -> HttpResponse:
    body = json.dumps(value, default=_plain).encode()
    return HttpResponse(status, {"Content-Type": "application/json"}, body)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"not JSON: {type(value).__name__}")
