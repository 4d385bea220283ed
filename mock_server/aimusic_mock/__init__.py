"""A stateful mock of the AI Music API: tasks, credits, limits and errors, offline and under a clock that you own."""

try:
    from aimusic_mock.app import create_app
    from aimusic_mock.settings import Settings
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"the mock needs {error.name}: pip install 'aimusic[mock]'", name=error.name) from error

__all__ = ["Settings", "create_app"]
