"""The subcommands of `fireside`, a file each."""
