"""A local AWS: moto, plus what moto lacks for blue/green deployments on ECS.

Every request goes through one chain (see :mod:`langgraph_emulator.emulator`). An operation that this package
registers is answered here, any other one by moto, and one that neither knows fails at once with a clear error.
"""
