"""Several machines: crawls wait in a queue inside PostgreSQL, and workers anywhere take them."""
