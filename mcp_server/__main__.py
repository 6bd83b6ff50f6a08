"""`python3 mcp_server [DATA FOLDER]` from a clone or plugin bundle: find or make the environment, then serve."""

import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
bundle = os.path.dirname(here)


def main() -> int:
    """Become the server when an environment is ready; until then stand in for it."""
    if sys.version_info < (3, 11):
        sys.stderr.write("trailnote: needs Python 3.11 or later\n")
        return 1
    sys.path[:0] = [here, os.path.join(bundle, "engine")]
    from trailnote import __version__, paths
    from trailnote_mcp import environment, waiting

    data = sys.argv[1] if len(sys.argv) > 1 else paths.user_dir(os.environ)
    wanted = environment.dependencies(bundle)
    place = os.path.join(data, "server-env")
    command = environment.server_command(place, data)
    variables = environment.server_variables(os.environ, bundle)
    if environment.ready(place, wanted):
        os.execve(command[0], command, variables)  # noqa: S606  the interpreter of our own environment

    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    stand_in = waiting.Waiting(
        sys.stdout.buffer, make=lambda: environment.make(place, wanted), start=start, version=__version__
    )
    return stand_in.run(sys.stdin.buffer)


if __name__ == "__main__":
    sys.exit(main())
