"""What can be made to go wrong: the catalogue of scenarios, profiles of rules, and network faults."""
