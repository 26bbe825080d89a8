"""CHECK: opinions, by subject. Each rule yields hits."""
