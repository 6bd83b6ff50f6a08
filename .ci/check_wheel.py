"""Build the wheel, install it alone, and look at what became importable and whether its hooks run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = {"trailnote", "trailnote_mcp", "trailnote_installers"}
GENERIC = ("hooks", "installers", "tests", "mcp_server", "engine", "skills", "bench", "docs")


def build(folder: Path) -> Path:
    """Build the wheel of the clone into a folder and return its path."""
    pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    return next(folder.glob("*.whl"))


def problems_in(wheel: Path) -> list[str]:
    """Return what is wrong with the names inside the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    found = [f"the wheel brings the top-level name {name}" for name in sorted(top - OWN)]
    found += [f"the wheel lacks {name}" for name in sorted(OWN - top)]
    for script in sorted((ROOT / "hooks").glob("*.py")):
        if f"trailnote/_hooks/{script.name}" not in names:
            found.append(f"the wheel lacks trailnote/_hooks/{script.name}")
    found += [f"the wheel carries bytecode: {name}" for name in names if name.endswith(".pyc")]
    return found


def problems_installed(wheel: Path, folder: Path) -> list[str]:
    """Install the wheel without its dependencies; return generic names that became importable, hooks that fail."""
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = next(path for path in (environment / "bin/python", environment / "Scripts/python.exe") if path.exists())
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True)
    program = f"import importlib.util as u; print(*(n for n in {GENERIC!r} if u.find_spec(n)))"
    importable = subprocess.run([str(python), "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    found = [f"`import {name}` works after the install" for name in importable.stdout.split()]
    hooks = next(environment.glob("**/trailnote/_hooks"))
    for script in sorted(hooks.glob("*.py")):
        done = subprocess.run(
            [str(python), "-S", "-E", "-B", str(script)], input=b"", cwd=folder, capture_output=True, check=False
        )
        if done.returncode or done.stdout or done.stderr:
            found.append(f"{script.name} of the wheel: exit {done.returncode}, {done.stdout!r}, {done.stderr!r}")
    return found


def main() -> int:
    """Print what is wrong with the wheel, one line each; exit 1 when something is."""
    with tempfile.TemporaryDirectory(prefix="trailnote-wheel-") as folder:
        wheel = build(Path(folder))
        problems = problems_in(wheel) + problems_installed(wheel, Path(folder))
        lines = [*problems, f"{wheel.name}, {wheel.stat().st_size:,} bytes, {len(problems)} problems"]
        sys.stdout.writelines(f"wheel: {line}\n" for line in lines)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
