"""Run failing commands and keep their output: python3 bench/failures/record.py OUT.jsonl [FAMILY ...]

Each scenario (scenarios/*.py) names a family of look-alikes, its causes with the fix of each, and builds three
occurrences of a cause: other files, lines, flags, callers. A row has the shape that `evaluate_failures.py` reads:
id, cause, family, tool, command, cwd, exit_code, output, fix. Machine paths are replaced by neutral ones. A family
whose tool is missing is left out. JavaScript runners are taken from TRAILNOTE_BENCH_NODE_MODULES.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOMES = (
    "/home/ana/code/{p}",
    "/home/runner/code/{p}/{p}",
    "/Users/li/src/{p}",
    "/srv/checkouts/{p}-4f1c",
    "/var/lib/ci/jobs/{p}-88",
)
PROJECTS = ("shop", "atlas", "ledger", "harbor", "meteo", "lumen", "roster", "orchard")


def load_families() -> dict[str, Any]:
    """Return every family that the scenario files declare, by name, in file order."""
    families: dict[str, Any] = {}
    for path in sorted((HERE / "scenarios").glob("*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for family in module.FAMILIES:
            families[family[0]] = family
    return families


def neutral(output: str, real: str, shown: str) -> str:
    """Replace the sandbox's and this machine's paths in an output."""
    output = output.replace(real, shown)
    home = os.path.expanduser("~")
    prefix = os.path.realpath(sys.prefix)
    for found, instead in (
        (sys.prefix, "/opt/python"),
        (prefix, "/opt/python"),
        (os.path.realpath(sys.base_prefix), "/usr/local/python3.11"),
        (home, "/home/ana"),
    ):
        output = output.replace(found, instead)
    modules = os.environ.get("TRAILNOTE_BENCH_NODE_MODULES", "")
    if modules:
        output = output.replace(modules, shown + "/node_modules")
    return output


def run(files: dict[str, Any], command: str, shown: str) -> tuple[int, str]:
    """Write `files` in a new directory, run `command` there with a shell, return exit code and output."""
    root = tempfile.mkdtemp(prefix="w")
    work = os.path.join(root, "p")
    os.mkdir(work)
    modules = os.environ.get("TRAILNOTE_BENCH_NODE_MODULES", "")
    try:
        for name, text in files.items():
            path = os.path.join(work, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            data = text if isinstance(text, bytes) else text.encode()
            Path(path).write_bytes(data)
        if modules and "node_modules" not in str(files.keys()):
            os.symlink(modules, os.path.join(work, "node_modules"))
        environment = dict(os.environ)
        environment["PATH"] = os.path.dirname(sys.executable) + ":" + environment["PATH"]
        environment.update(
            LC_ALL="C.UTF-8", GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", NO_UPDATE_NOTIFIER="1", HOME=root
        )
        for name, folder in (("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")):
            environment.setdefault(name, os.path.expanduser("~/" + folder))
        for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
            environment[name + "_NAME"] = "Ana"
            environment[name + "_EMAIL"] = "ana@example.org"
        if "# setup" in command:
            before, _, command = command.partition("# setup\n")
            subprocess.run(
                ["bash", "-c", before],
                cwd=work,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=90,
                check=False,
            )
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=180,
            check=False,
        )
        code = done.returncode if done.returncode >= 0 else 128 - done.returncode
        return code, neutral(done.stdout.decode("utf-8", "replace"), work, shown).replace(root, "/home/ana")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main() -> int:
    out, wanted = sys.argv[1], sys.argv[2:]
    families = load_families()
    rows = []
    for number, (name, tool, causes, build) in enumerate(families.values()):
        if wanted and not any(name.startswith(prefix) for prefix in wanted):
            continue
        for cause, fix in causes.items():
            for occurrence in range(3):
                project = PROJECTS[number % len(PROJECTS)]
                shown = HOMES[(number + occurrence * 2) % len(HOMES)].format(p=project)
                files, command = build(cause, occurrence)
                code, output = run(files, command, shown)
                if "# setup\n" in command:
                    command = command.partition("# setup\n")[2]
                if code == 0 or (code == 127 and tool not in ("bash", "make")):
                    print(f"{name}:{cause}/{occurrence} exit {code}, left out: {output[-200:]}", file=sys.stderr)
                    continue
                rows.append(
                    {
                        "id": f"{name}-{cause}-{occurrence}",
                        "cause": f"{name}:{cause}",
                        "family": name,
                        "tool": tool,
                        "command": command,
                        "cwd": shown,
                        "exit_code": code,
                        "output": output[-20000:],
                        "fix": fix,
                    }
                )
    with open(out, "w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(f"{len(rows)} occurrences", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
