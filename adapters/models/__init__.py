"""Language models behind the kernel's port: one adapter for every OpenAI-compatible server."""
