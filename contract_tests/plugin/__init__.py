"""Tests of the pytest plugin: in this very run, in runs of outside projects, and in CI."""
