"""Errors as AWS reports them."""

from __future__ import annotations


class AwsError(Exception):
    """An error response: code and message; protocol and status follow from the service's model, unless one is given."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class NotImplementedByEmulator(AwsError):
    """Neither moto nor this package knows the operation.

    The code is unknown to every SDK and the status is 400, so that nothing retries it: an SDK repeats a 500 or 501
    for minutes before it lets the caller see it.
    """

    def __init__(self, service: str, operation: str, detail: str = "") -> None:
        reason = f" ({detail})" if detail else ""
        super().__init__(
            "NotImplementedByEmulator",
            f"The emulator does not implement {service}.{operation}{reason}. "
            f"Add it under emulator/langgraph_emulator/services, see emulator/README.md.",
        )


class EmulatorFault(AwsError):
    """The emulator itself broke. A client error too, because repeating the call would not mend it."""

    def __init__(self, service: str, operation: str, error: BaseException) -> None:
        super().__init__(
            "EmulatorFault",
            f"{service}.{operation} raised {type(error).__name__} inside the emulator; its log has the frames.",
        )
