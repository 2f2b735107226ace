"""What stands in for the world at simulated pins: lines at a socket, scripted days, recorded logs."""
