"""A run as one page: figures with their intervals first, then every talk with its evidence."""
