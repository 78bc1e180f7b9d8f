"""`python -m fireside`."""

from fireside.cli import main

main()
