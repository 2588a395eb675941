"""What CodeDeploy refuses of deployment configurations for ECS."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import codedeploy_row

_API = "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
_CONFIG = _API + "API_CreateDeploymentConfig.html"
_LIMITS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html"

ROWS: tuple[Refusal, ...] = (
    codedeploy_row(
        "config-name-reserved",
        ("CreateDeploymentConfig",),
        "the name begins as those of AWS's own configurations do",
        ("InvalidDeploymentConfigNameException", "The prefix CodeDeployDefault. is reserved for predefined configuration names"),
        _CONFIG,
        Matches("deploymentConfigName", r"(?!CodeDeployDefault\.).*"),
    ),
    codedeploy_row(
        "config-without-traffic",
        ("CreateDeploymentConfig",),
        "a configuration for ECS does not say how traffic shifts",
        (
            "InvalidTrafficRoutingConfigurationException",
            "A traffic routing configuration must be specified for the ECS compute platform.",
        ),
        _API + "API_TrafficRoutingConfig.html",
        Never("computePlatform == 'ECS' && !trafficRoutingConfig"),
    ),
    codedeploy_row(
        "config-with-hosts",
        ("CreateDeploymentConfig",),
        "a configuration for ECS says how many hosts must be healthy",
        (
            "InvalidMinimumHealthyHostValueException",
            "minimum healthy hosts should be null for ECS deployment configuration",
        ),
        _CONFIG,
        Never("computePlatform == 'ECS' && minimumHealthyHosts"),
    ),
    codedeploy_row(
        "config-type",
        ("CreateDeploymentConfig",),
        "a canary or linear configuration lacks its percentage and interval, or has those of the other",
        (
            "InvalidTrafficRoutingConfigurationException",
            "{member}Configuration {should} be null for {type} type",
        ),
        _API + "API_TrafficRoutingConfig.html",
    ),
    codedeploy_row(
        "config-percentage",
        ("CreateDeploymentConfig",),
        "the first or each shift is not of 1 to 99 per cent",
        (
            "InvalidTrafficRoutingConfigurationException",
            "Valid traffic routing percentage is from {low} to {high}",
        ),
        _API + "API_TimeBasedLinear.html",
        Within(
            "trafficRoutingConfig.[timeBasedCanary.canaryPercentage, timeBasedLinear.linearPercentage][] | [?@ != `null`]",
            1,
            99,
        ),
    ),
    codedeploy_row(
        "config-interval",
        ("CreateDeploymentConfig",),
        "traffic does not shift at least a minute apart, or takes longer than two days, as often as its share goes into all",
        (
            "InvalidTrafficRoutingConfigurationException",
            "Total Traffic shifting intervals must be positive integers up to 2880 minutes (2 days)",
        ),
        _LIMITS,
    ),
    codedeploy_row(
        "config-canary-interval",
        ("CreateDeploymentConfig",),
        "the rest of the traffic does not follow the first after a minute to two days",
        (
            "InvalidTrafficRoutingConfigurationException",
            "Canary interval must be between 1 and 2880 minutes (2 days)",
        ),
        _LIMITS,
    ),
)
