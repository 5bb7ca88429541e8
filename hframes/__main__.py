"""`python -m hframes`."""

from hframes.cli.main import main

main()
