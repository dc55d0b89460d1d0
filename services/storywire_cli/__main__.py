"""`python -m storywire_cli` is `storywire`."""

from storywire_cli.main import main

main()
