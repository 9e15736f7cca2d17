"""Real processes for the tests: web, worker, Valkey, sockets. Nothing here stands in for anything of ours."""
