"""What the hot paths cost. Not tests: `make bench` prints the figures."""
