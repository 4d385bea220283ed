"""A stateful mock of the AI Music API: tasks, credits, limits and errors, offline and under a clock that you own."""

from mock_server.app import create_app
from mock_server.settings import Settings

__all__ = ["Settings", "create_app"]
