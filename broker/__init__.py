"""The hub: broker, aggregator, house rules, store and pages."""
