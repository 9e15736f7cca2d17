"""Is it alive, is it ready, how is it doing: for load balancers, for Prometheus and for the doctor."""
