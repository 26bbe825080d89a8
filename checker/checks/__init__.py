"""CHECK: opinions. One module an MQM dimension; each rule yields hits."""
