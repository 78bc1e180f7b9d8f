"""Words in, verdict out: the guards and the chain that runs them."""
