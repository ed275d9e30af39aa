"""Jobs: work that outlives a request. A durable queue in the database, with leases."""
