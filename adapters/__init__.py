"""I/O behind the ports of the kernel."""
