"""What Secrets Manager refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "secretsmanager-name-pending-deletion",
        "secretsmanager",
        "CreateSecret",
        "a secret of that name waits for its deletion",
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        _SECRETS + "API_CreateSecret.html",
    ),
)
