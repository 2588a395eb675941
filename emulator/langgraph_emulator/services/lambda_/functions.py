"""Functions: what moto forgets of them, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langgraph_emulator.errors import AwsError, NotImplementedByEmulator
from langgraph_emulator.operations import ACCOUNT, Call, operation

if TYPE_CHECKING:
    from langgraph_emulator.world import World

# moto takes these at creation or not at all, and never changes them.
_OWN = ("Architectures", "EphemeralStorage", "KMSKeyArn", "LoggingConfig", "TracingConfig")


class Functions:
    """One object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_name: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class Function:
    """What is needed to run one."""

    name: str
    arn: str
    handler: str
    runtime: str
    code: bytes
    variables: dict[str, str]
    timeout: int
    memory: int
    log_group: str


@operation("lambda", "CreateFunction")
def create_function(call: Call) -> dict[str, Any]:
    configuration = call.moto()
    name = configuration["FunctionName"]
    own = {key: call.params[key] for key in _OWN if key in call.params}
    logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}", **own.get("LoggingConfig", {})}
    call.state(Functions).by_name[name] = {**own, "LoggingConfig": logging}
    return _complete(call, configuration)


@operation("lambda", "UpdateFunctionConfiguration")
def update_function_configuration(call: Call) -> dict[str, Any]:
    configuration = call.moto()
    own = call.state(Functions).by_name[configuration["FunctionName"]]
    logging = {**own["LoggingConfig"], **call.params.get("LoggingConfig", {})}
    own.update({key: call.params[key] for key in _OWN if key in call.params}, LoggingConfig=logging)
    return _complete(call, configuration)


@operation("lambda", "UpdateFunctionCode")
def update_function_code(call: Call) -> dict[str, Any]:
    configuration = call.moto()
    if "Architectures" in call.params and not call.params.get("DryRun"):
        call.state(Functions).by_name[configuration["FunctionName"]]["Architectures"] = call.params["Architectures"]
    return _complete(call, configuration)


@operation("lambda", "GetFunctionConfiguration")
def get_function_configuration(call: Call) -> dict[str, Any]:
    return _complete(call, call.moto())


@operation("lambda", "GetFunction")
def get_function(call: Call) -> dict[str, Any]:
    answer = call.moto()
    _complete(call, answer["Configuration"])
    return answer


@operation("lambda", "ListFunctions")
def list_functions(call: Call) -> dict[str, Any]:
    answer = call.moto()
    for configuration in answer.get("Functions", []):
        _complete(call, configuration)
    return answer


@operation("lambda", "DeleteFunction")
def delete_function(call: Call) -> dict[str, Any]:
    answer = call.moto()
    if not call.params.get("Qualifier"):
        call.state(Functions).by_name.pop(short(call.params["FunctionName"]), None)
    return answer


@operation("lambda", "Invoke", "InvokeAsync")
def invoke(call: Call) -> dict[str, Any]:
    raise NotImplementedByEmulator("lambda", call.operation, "functions run as hooks of CodeDeploy only")


def find(world: World, region: str, name_or_arn: str) -> Function | None:
    from moto.awslambda.models import lambda_backends

    name = short(name_or_arn)
    try:
        described = world.call("lambda", "GetFunctionConfiguration", region, {"FunctionName": name})
    except AwsError:
        return None
    return Function(
        name=name,
        arn=described["FunctionArn"],
        handler=described["Handler"],
        runtime=described["Runtime"],
        code=lambda_backends[ACCOUNT][region].get_function(name).code_bytes,
        variables=(described.get("Environment") or {}).get("Variables") or {},
        timeout=described["Timeout"],
        memory=described["MemorySize"],
        log_group=described["LoggingConfig"]["LogGroup"],
    )


def short(name_or_arn: str) -> str:
    """Without account and region, without alias or version."""
    return name_or_arn.rpartition(":function:")[2].partition(":")[0]


def _complete(call: Call, configuration: dict[str, Any]) -> dict[str, Any]:
    own = call.state(Functions).by_name.get(configuration["FunctionName"], {})
    configuration.update({key: value for key, value in own.items() if value not in ("", None)})
    if not own.get("KMSKeyArn"):
        configuration.pop("KMSKeyArn", None)
    return configuration
