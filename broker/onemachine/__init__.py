"""Everything on one machine: broker, hub, sensors and kiosk as children of one program, with a demo office."""
