"""`python -m hframes`."""

from hframes.cli.app import main

main()
