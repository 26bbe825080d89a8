"""CALIBRATE: measurements to probabilities and limits, by numbers that `checker calibrate` fitted."""
