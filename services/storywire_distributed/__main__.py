"""`python -m storywire_distributed ROLE`: one process of the wire; `health` asks the one here.

Exit codes: 0 stopped or healthy, 1 not ready or set up wrongly, 2 wrong use, 70 start it again.
"""

import sys


def main(arguments: list[str]) -> int:
    """Run the role that `arguments` name and return the exit code."""
    if arguments == ["health"]:
        from storywire_distributed.health import healthy

        return 0 if healthy() else 1
    return _work(arguments)


def _work(arguments: list[str]) -> int:
    from storywire.errors import StorywireError
    from storywire.running import CrashedError
    from storywire_distributed.app import ROLES
    from storywire_distributed.server import start

    if len(arguments) != 1 or arguments[0] not in ROLES:
        sys.stderr.write(f"usage: python -m storywire_distributed {' | '.join(ROLES)} | health\n")
        return 2
    try:
        start(arguments[0])
    except StorywireError as error:
        sys.stderr.write(f"storywire: {error}\n")
        return 1
    except CrashedError:
        return 70
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
