"""How any outlet is crawled: discovering, fetching, extracting. Knows no outlet and no database."""
