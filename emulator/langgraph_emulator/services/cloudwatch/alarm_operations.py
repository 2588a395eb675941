"""The operations on alarms. moto keeps a shadow of each for its tags."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.paging import page
from langgraph_emulator.services.cloudwatch import reasons
from langgraph_emulator.services.cloudwatch.alarms import Alarm, Alarms

_NOT_SETTINGS = {"Tags", "AlarmName"}
_LISTS = ("OKActions", "AlarmActions", "InsufficientDataActions", "Dimensions")


@operation("cloudwatch", "PutMetricAlarm")
def put_metric_alarm(call: Call) -> dict[str, Any]:
    call.moto()
    alarms, name, now = call.state(Alarms), call.params["AlarmName"], call.world.clock.now()
    settings = {key: value for key, value in call.params.items() if key not in _NOT_SETTINGS}
    alarm = alarms.by_name.get(name)
    if alarm is None:
        alarm = alarms.by_name[name] = Alarm(name, call.arn(f"alarm:{name}", "cloudwatch"), settings, now)
        summary, kind = f'Alarm "{name}" created', "Create"
    else:
        alarm.settings, alarm.configured_at = settings, now
        summary, kind = f'Alarm "{name}" updated', "Update"
    alarms.history.append(reasons.history_item(alarm, "ConfigurationUpdate", summary, {"type": kind}, now))
    alarms.wake(alarm)
    return {}


@operation("cloudwatch", "DescribeAlarms")
def describe_alarms(call: Call) -> dict[str, Any]:
    params = call.params
    names, prefix = params.get("AlarmNames"), params.get("AlarmNamePrefix", "")
    if "MetricAlarm" not in (params.get("AlarmTypes") or ["MetricAlarm"]):
        return {"MetricAlarms": [], "CompositeAlarms": []}
    found = [
        alarm
        for alarm in call.state(Alarms).by_name.values()
        if (not names or alarm.name in names)
        and alarm.name.startswith(prefix)
        and params.get("StateValue") in (None, alarm.state)
        and _has_action(alarm, params.get("ActionPrefix"))
    ]
    return {"MetricAlarms": [_describe(alarm) for alarm in found], "CompositeAlarms": []}


@operation("cloudwatch", "DescribeAlarmsForMetric")
def describe_alarms_for_metric(call: Call) -> dict[str, Any]:
    wanted = (call.params["Namespace"], call.params["MetricName"])
    alarms = call.state(Alarms).by_name.values()
    found = [a for a in alarms if (a.settings.get("Namespace"), a.settings.get("MetricName")) == wanted]
    return {"MetricAlarms": [_describe(alarm) for alarm in found]}


@operation("cloudwatch", "DescribeAlarmHistory")
def describe_alarm_history(call: Call) -> dict[str, Any]:
    params = call.params
    if "MetricAlarm" not in (params.get("AlarmTypes") or ["MetricAlarm"]):
        return {"AlarmHistoryItems": []}
    found = [
        item
        for item in call.state(Alarms).history
        if params.get("AlarmName") in (None, item["AlarmName"])
        and params.get("HistoryItemType") in (None, item["HistoryItemType"])
        and (not params.get("StartDate") or item["Timestamp"] >= params["StartDate"])
        and (not params.get("EndDate") or item["Timestamp"] <= params["EndDate"])
    ]
    if params.get("ScanBy", "TimestampDescending") == "TimestampDescending":
        found.reverse()
    items, token = page(found, params.get("NextToken"), params.get("MaxRecords", 100), "InvalidNextToken")
    return {"AlarmHistoryItems": items, "NextToken": token}


@operation("cloudwatch", "DeleteAlarms")
def delete_alarms(call: Call) -> dict[str, Any]:
    call.moto()
    for name in call.params["AlarmNames"]:
        call.state(Alarms).remove(name)
    return {}


@operation("cloudwatch", "SetAlarmState")
def set_alarm_state(call: Call) -> dict[str, Any]:
    """The state lasts until the alarm is next evaluated, as in AWS."""
    alarms = call.state(Alarms)
    alarm = alarms.by_name.get(call.params["AlarmName"])
    if alarm is None:
        raise AwsError("ResourceNotFound", "Unknown alarm")
    params = call.params
    alarms.set_state(alarm, params["StateValue"], params["StateReason"], params.get("StateReasonData"))
    alarms.wake(alarm)
    return {}


@operation("cloudwatch", "EnableAlarmActions", "DisableAlarmActions")
def switch_alarm_actions(call: Call) -> dict[str, Any]:
    for name in call.params["AlarmNames"]:
        alarm = call.state(Alarms).by_name.get(name)
        if alarm:
            alarm.settings["ActionsEnabled"] = call.operation == "EnableAlarmActions"
    return {}


def _has_action(alarm: Alarm, prefix: str | None) -> bool:
    if not prefix:
        return True
    actions = [action for key in _LISTS[:3] for action in alarm.settings.get(key) or []]
    return any(action.startswith(prefix) for action in actions)


def _describe(alarm: Alarm) -> dict[str, Any]:
    described: dict[str, Any] = {
        **{key: [] for key in _LISTS},
        "ActionsEnabled": True,
        **alarm.settings,
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AlarmConfigurationUpdatedTimestamp": alarm.configured_at,
        "StateValue": alarm.state,
        "StateReason": alarm.reason,
        "StateReasonData": alarm.reason_data,
        "StateUpdatedTimestamp": alarm.state_updated_at or alarm.configured_at,
        "StateTransitionedTimestamp": alarm.state_updated_at or alarm.configured_at,
    }
    if alarm.settings.get("Metrics"):
        described["Metrics"] = [{"ReturnData": True, **query} for query in alarm.settings["Metrics"]]
    return described
