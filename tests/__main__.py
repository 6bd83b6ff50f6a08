"""Run the tests of this clone: `python3 tests [pytest arguments]`.

Makes `.venv` (again whenever pyproject.toml or the Python release changes), installs Trailnote in place with what the
tests need, and hands every argument to pytest. The exit code is pytest's. Real-client tests run with `-m clients`.
"""

import hashlib
import os
import subprocess
import sys
import sysconfig

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
STAMP = os.path.join(ENVIRONMENT, "tests-stamp.txt")
OLDEST = (3, 11)
USAGE_ERROR = 2
INTERRUPTED = 130

if sys.version_info < OLDEST:  # before the first line that an old Python would stumble over
    sys.stderr.write(f"tests: needs Python {OLDEST[0]}.{OLDEST[1]} or newer; {sys.executable} is too old.\n")
    sys.exit(USAGE_ERROR)


def interpreter() -> str:
    """Return the path of the interpreter that runs this, outside any environment and behind any version manager."""
    path = str(getattr(sys, "_base_executable", None) or sys.executable)
    with open(path, "rb") as file:
        is_script = file.read(2) == b"#!"  # a shim: it would choose again, by the folder that it is called in
    if is_script:
        path = os.path.join(sysconfig.get_config_var("BINDIR"), f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return path


def environment_python() -> str:
    """Return where the environment keeps its interpreter on this platform."""
    return os.path.join(ENVIRONMENT, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def wanted_stamp() -> str:
    """Return what the stamp says when the environment is up to date: Python release and hash of pyproject.toml."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return f"{sys.version_info[0]}.{sys.version_info[1]} {hashlib.sha256(file.read()).hexdigest()}\n"


def present_stamp() -> str:
    """Return the stamp of the environment, or nothing when it was never finished."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def environment_release() -> str:
    """Return the Python release that the environment runs, such as `3.11`, or nothing when it does not run."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([environment_python(), "-c", program], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def development_requirements() -> list[str]:
    """Return the `dev` group of pyproject.toml; pip reads groups by itself only since 25.1."""
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return [str(line) for line in tomllib.load(file)["dependency-groups"]["dev"]]


def prepare() -> int:
    """Make or bring up to date the environment; return 0, or the exit code of the command that failed."""
    wanted = wanted_stamp()
    if present_stamp() == wanted and os.path.exists(environment_python()):
        return 0
    release = wanted.split(" ", 1)[0]
    print(f"tests: preparing .venv with Python {release} (once per change of pyproject.toml) ...", flush=True)
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    if environment_release() != release:
        made = subprocess.run([interpreter(), "-m", "venv", "--clear", ENVIRONMENT], env=clean, check=False)
        if made.returncode:
            print("tests: `python3 -m venv` failed, see above. On Debian it needs the package python3-venv.")
            return made.returncode
    install = [environment_python(), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    wanted_packages = ["--editable", ROOT, *development_requirements()]
    installed = subprocess.run([*install, *wanted_packages], env=clean, check=False)
    if installed.returncode:
        print("tests: pip could not install what the tests need, see above; run the same command again after the fix.")
        return installed.returncode
    with open(STAMP, "w", encoding="utf-8") as file:
        file.write(wanted)
    return 0


def main(arguments: list[str]) -> int:
    """Prepare the environment and run pytest in it, from the root of the clone."""
    try:
        failed = prepare()
        if failed:
            return failed
        return subprocess.run([environment_python(), "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
