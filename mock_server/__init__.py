"""A stateful mock of the AI Music API: tasks, credits, limits and errors, offline and under a clock that you own."""

try:
    from mock_server.app import create_app
    from mock_server.settings import Settings
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"the mock needs {error.name}: pip install 'aimusic[mock]'", name=error.name) from error

__all__ = ["Settings", "create_app"]
