"""Faults on request: the catalogue of scenarios, profiles of rules, and network faults."""
