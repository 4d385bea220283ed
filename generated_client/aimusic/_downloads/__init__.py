"""Resumable downloads."""
