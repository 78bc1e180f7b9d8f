"""Speed, start-up and memory, measured on real processes; run with `make bench`."""
