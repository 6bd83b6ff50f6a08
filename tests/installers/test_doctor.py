"""`doctor` names what is broken, says nothing bad of a healthy machine, and mends what is safe to mend."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT, SOURCE_ROOTS
from tests.installers.conftest import Machine, keep_copy, make_machine, restore_copy, tree

from trailnote_installers import environment
from trailnote_installers.context import ProcessRunner
from trailnote_installers.doctor import trial
from trailnote_installers.environment import Build
from trailnote_mcp import environment as plugin_environment

# What `codex app-server` 0.169.0 answers to hooks/list, for whatever the project's hooks.json holds.
APP_SERVER = """#!{python}
import json, os, sys
for line in sys.stdin:
    call = json.loads(line)
    if call["method"] == "initialize":
        print(json.dumps({{"id": call["id"], "result": {{}}}}), flush=True)
    if call["method"] == "hooks/list":
        folder = call["params"]["cwds"][0]
        path = os.path.join(folder, ".codex", "hooks.json")
        events = json.load(open(path))["hooks"]
        hooks = [
            {{"eventName": event, "command": groups[0]["hooks"][0]["command"], "sourcePath": path, "enabled": True,
              "trustStatus": "{trust}"}}
            for event, groups in events.items()
        ]
        print(json.dumps({{"id": call["id"], "result": {{"data": [{{"cwd": folder, "hooks": hooks}}]}}}}), flush=True)
"""


# Answers like the server, a hundred times as fast; a file `real-server` in the home directory asks for the real one.
SERVER = """import json, sys
for line in sys.stdin:
    call = json.loads(line)
    if "id" in call:
        print(json.dumps({"id": call["id"], "result": {"tools": [{"name": "query"}]}}), flush=True)
"""


class WorkingBuilder:
    """Makes an environment that works: this source, run by this interpreter."""

    def build(self, build: Build, env: Mapping[str, str]) -> None:
        """Copy the engine and the hooks where pip would put them, and write the command."""
        inside = environment.installed_at(build.folder, build.interpreter)
        package = Path(inside.hooks).parent
        shutil.copytree(ROOT / "engine" / "trailnote", package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "hooks", inside.hooks)
        command = Path(inside.command)
        command.parent.mkdir(parents=True)
        paths = os.pathsep.join(SOURCE_ROOTS)
        command.write_text(
            '#!/bin/sh\n[ "$1" = serve ] && [ ! -e "$HOME/real-server" ] && '
            f'exec "{sys.executable}" -S "{command}.py"\n'
            f'export PYTHONPATH="{paths}"\nexec "{sys.executable}" -m trailnote "$@"\n',
            encoding="utf-8",
        )
        Path(f"{command}.py").write_text(SERVER, encoding="utf-8")
        command.chmod(0o755)
        (command.parent / "python").symlink_to(sys.executable)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine with both clients wired; the tests break copies of it, link for link at its own paths."""
    machine = make_machine(tmp_path_factory.mktemp("machine"))
    machine.env["PATH"] = f"{machine.home}/.local/bin:{machine.home}/bin:/usr/bin:/bin"
    machine.builder = WorkingBuilder()  # type: ignore[assignment]  # a builder like any other
    machine.runner = ProcessRunner()  # type: ignore[assignment]  # the command is really run
    done = machine.install()
    assert done.code == 0, done.out + done.error
    trust_project(machine)
    state = {"projects": {str(machine.repo): {"hasTrustDialogAccepted": True}}}
    machine.put(".claude.json", json.dumps(state), base=machine.home)
    app_server(machine, "trusted")
    keep_copy(machine)
    return machine


@pytest.fixture
def healthy(made: Machine) -> Machine:
    """Return the machine as it was when it was whole."""
    restore_copy(made)
    made.env.pop("TRAILNOTE_HOOKS", None)
    return made


def trust_project(machine: Machine) -> None:
    machine.put(".codex/config.toml", f'[projects."{machine.repo}"]\ntrust_level = "trusted"\n', base=machine.home)


def app_server(machine: Machine, trust: str) -> None:
    machine.put("bin/codex", APP_SERVER.format(python=sys.executable, trust=trust), base=machine.home).chmod(0o755)


def examine(machine: Machine, *words: str) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """Return the exit code and the checks by their state."""
    done = machine.run("doctor", "--json", *words)
    assert not done.error, done.error
    found: dict[str, list[dict[str, Any]]] = {}
    for check in done.json["checks"]:
        found.setdefault(check["state"], []).append(check)
    return done.code, found


def failed(machine: Machine) -> list[str]:
    """Return the names of the checks that fail, and see that each says what to do and that nothing is warned of."""
    bad, waiting = unwell(machine)
    assert not waiting
    return bad


def unwell(machine: Machine) -> tuple[list[str], list[str]]:
    """Return the names of the checks that fail and of those that warn; each says what to do, failures alone are 1."""
    code, found = examine(machine)
    bad, waiting = found.get("fail", []), found.get("warn", [])
    assert code == int(bool(bad))
    assert all(check["remedy"] for check in (*bad, *waiting))
    return sorted({check["check"] for check in bad}), sorted({check["check"] for check in waiting})


def have_a_codex_session(machine: Machine) -> None:
    """Leave the transcript of a session in the repository, a minute after the install."""
    first = json.dumps({"type": "session_meta", "payload": {"cwd": str(machine.repo)}})
    path = machine.put(".codex/sessions/2026/01/02/rollout-1.jsonl", first + "\n", base=machine.home)
    os.utime(path, (time.time() + 60, time.time() + 60))


def test_a_healthy_machine_gets_nothing_but_ok(healthy: Machine) -> None:
    healthy.put("real-server", "", base=healthy.home)
    code, found = examine(healthy)
    assert (code, list(found)) == (0, ["ok"]), found
    said = " ".join(check["message"] for check in found["ok"])
    assert "7 ran and recorded" in said and "6 ran and recorded" in said
    assert sum(check["check"] == "server" for check in found["ok"]) == 2
    assert healthy.run("doctor").out.endswith("All is well.\n")


def test_looking_records_nothing_in_anybodys_memory(healthy: Machine) -> None:
    before, own = json.loads(status(healthy)), tree(healthy.user_dir, leave_out=("envs",))
    examine(healthy)
    assert tree(healthy.user_dir, leave_out=("envs",)) == own
    after = json.loads(status(healthy))
    assert (after["counts"], after["events"], after["health"]) == (before["counts"], before["events"], before["health"])
    assert not (healthy.user_dir / "memory" / "local" / "spool").exists()


def status(machine: Machine) -> str:
    command = [str(machine.home / ".local/bin/trailnote"), "status", "--json"]
    code, out, error = ProcessRunner().run(command, machine.env, str(machine.repo))
    assert code == 0, error
    return out


def launcher(machine: Machine) -> Path:
    return machine.home / ".local/bin/trailnote-hook"


def local(machine: Machine) -> Path:
    return machine.repo / ".trailnote" / "local"


def test_an_interpreter_that_is_gone_is_named(healthy: Machine) -> None:
    text = launcher(healthy).read_text(encoding="utf-8")
    launcher(healthy).write_text(text.replace("py=", "py=/gone", 1), encoding="utf-8")
    assert failed(healthy) == ["interpreter"]


def test_an_entry_that_somebody_changed_or_took_out_is_named(healthy: Machine) -> None:
    settings = json.loads(healthy.text(".claude/settings.json"))
    del settings["hooks"]["PostToolUse"]
    healthy.put(".claude/settings.json", json.dumps(settings))
    _, found = examine(healthy)
    assert [check["check"] for check in found["fail"]] == ["entries"]
    assert ".claude/settings.json" in found["fail"][0]["message"]
    (healthy.repo / ".mcp.json").unlink()
    _, found = examine(healthy)
    assert "holds no MCP server of Trailnote's any more" in found["fail"][1]["message"]


def test_a_settings_file_that_its_client_cannot_read_is_named(healthy: Machine) -> None:
    healthy.put(".claude/settings.json", "// mine\n" + healthy.text(".claude/settings.json"))
    _, found = examine(healthy)
    assert "has comments, so Claude Code reads nothing of it" in found["fail"][0]["message"]


def test_a_file_beside_ours_that_its_client_cannot_read_is_told(healthy: Machine) -> None:
    healthy.put(".claude/settings.json", '{"model": "opus",}', base=healthy.home)
    _, found = examine(healthy)
    assert [check["check"] for check in found["warn"]] == ["settings"]
    assert "has a trailing comma" in found["warn"][0]["message"]


def test_another_installation_that_comes_first_on_path_is_told(healthy: Machine) -> None:
    healthy.env["PATH"] = f"{healthy.home}/other:{healthy.env['PATH']}"
    healthy.put("other/trailnote", "#!/bin/sh\n", base=healthy.home).chmod(0o755)
    try:
        assert unwell(healthy) == ([], ["path"])
    finally:
        healthy.env["PATH"] = healthy.env["PATH"].partition(":")[2]


@pytest.mark.parametrize("place", ["launcher", "local"])
def test_a_permission_that_was_lost_is_named(healthy: Machine, place: str) -> None:
    (launcher(healthy) if place == "launcher" else local(healthy)).chmod(0o444 if place == "launcher" else 0o500)
    assert failed(healthy) == ["permission"]


def test_a_memory_that_came_with_the_repository_is_named(healthy: Machine) -> None:
    subprocess.run(["git", "add", "-f", ".trailnote/local"], cwd=healthy.repo, check=True)
    code, found = examine(healthy)
    (clone,) = (check for check in found["fail"] if check["check"] == "clone")
    assert code == 1 and str(local(healthy)) in clone["message"] and clone["remedy"].startswith("Run: git -C ")
    before = tree(healthy.repo)
    done = healthy.install()
    assert done.code == 1 and "nothing was read or written" in done.error and tree(healthy.repo) == before


def test_a_link_in_the_place_of_the_memory_is_named_and_not_followed(healthy: Machine, tmp_path: Path) -> None:
    shutil.move(local(healthy) / "spool", tmp_path / "spool")
    (tmp_path / "spool").chmod(0o500)
    (local(healthy) / "spool").symlink_to(tmp_path / "spool")
    _, found = examine(healthy, "--fix")
    (clone,) = (check for check in found["fail"] if check["check"] == "clone")
    assert str(local(healthy) / "spool") in clone["message"] and clone["remedy"].startswith("Remove it")
    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o500


def test_hooks_that_claude_code_was_told_to_skip_are_named(healthy: Machine) -> None:
    healthy.put(".claude/settings.local.json", '{"disableAllHooks": true}')
    assert failed(healthy) == ["feature"]


def test_hooks_that_codex_was_told_to_skip_are_named(healthy: Machine) -> None:
    path = healthy.home / ".codex" / "config.toml"
    path.write_text("[features]\nhooks = false\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert failed(healthy) == ["feature"]


def test_a_project_that_codex_was_not_told_to_trust_waits_until_a_session_is_lost(healthy: Machine) -> None:
    config = healthy.home / ".codex" / "config.toml"
    config.unlink()
    assert unwell(healthy) == ([], ["trust"])
    assert healthy.run("doctor").out.endswith("Nothing is broken; what waits for you: 1.\n")
    have_a_codex_session(healthy)
    assert unwell(healthy) == (["trust"], [])


def test_a_project_that_codex_was_told_not_to_trust_is_named(healthy: Machine) -> None:
    path = healthy.home / ".codex" / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"trusted"', '"untrusted"'), encoding="utf-8")
    assert failed(healthy) == ["trust"]


def test_hooks_of_codex_wait_for_their_review_until_a_session_is_lost(healthy: Machine) -> None:
    app_server(healthy, "untrusted")
    assert unwell(healthy) == ([], ["trust"])
    have_a_codex_session(healthy)
    assert unwell(healthy) == (["trust"], [])


def test_hooks_of_codex_that_changed_since_their_review_are_named(healthy: Machine) -> None:
    app_server(healthy, "modified")
    _, found = examine(healthy)
    assert [check["check"] for check in found["fail"]] == ["trust"]
    assert "changed since their review" in found["fail"][0]["message"]


def test_a_folder_that_claude_code_was_not_told_to_trust_waits_until_an_event_comes(healthy: Machine) -> None:
    state = healthy.home / ".claude.json"
    state.write_text(json.dumps({"projects": {str(healthy.repo): {"hasTrustDialogAccepted": False}}}), encoding="utf-8")
    _, found = examine(healthy)
    assert [(check["check"], "say yes" in check["remedy"]) for check in found["warn"]] == [("trust", True)]
    state.write_text(
        json.dumps({"projects": {str(healthy.repo.parent): {"hasTrustDialogAccepted": True}}}), encoding="utf-8"
    )
    assert unwell(healthy) == ([], []), "the folder above is trusted"
    state.unlink()
    command = f'printf \'{{"session_id": "s", "cwd": "{healthy.repo}", "prompt": "go on"}}\' | "{launcher(healthy)}"'
    time.sleep(max(0.0, (local(healthy) / "receipt.json").stat().st_mtime + 1.1 - time.time()))  # events count seconds
    subprocess.run(["/bin/sh", "-c", f"{command} user_prompt_submit"], cwd=healthy.repo, env=healthy.env, check=True)
    assert unwell(healthy) == ([], []), "claude -p asks nobody, and its event came"


def test_without_codex_on_path_its_file_tells_whether_there_was_a_review(healthy: Machine) -> None:
    (healthy.home / "bin/codex").unlink()
    assert unwell(healthy) == ([], ["trust"])
    with (healthy.home / ".codex/config.toml").open("a", encoding="utf-8") as file:
        file.write(f'[hooks.state."{healthy.repo}/.codex/hooks.json:stop:0:0"]\ntrusted_hash = "sha256:0"\n')
    assert failed(healthy) == []


def test_a_server_that_was_refused_in_claude_code_is_named(healthy: Machine) -> None:
    healthy.put(".claude/settings.local.json", '{"disabledMcpjsonServers": ["trailnote"]}')
    assert failed(healthy) == ["trust"]


def test_a_corrupt_database_is_named_and_not_touched(healthy: Machine) -> None:
    database = local(healthy) / "trailnote.db"
    spoil(database)
    before = database.read_bytes()
    assert failed(healthy) == ["database"]
    assert database.read_bytes() == before


def spoil(database: Path) -> None:
    """Overwrite a database with what is none."""
    for beside in database.parent.glob("trailnote.db-*"):
        beside.unlink()
    database.write_bytes(b"no database at all " * 1000)


def test_a_spool_that_nobody_reads_is_named(healthy: Machine) -> None:
    fill(local(healthy) / "spool")
    assert failed(healthy) == ["spool"]


def fill(spool: Path) -> None:
    """Leave more events than any session does."""
    spool.mkdir(exist_ok=True)
    for number in range(2_000):
        (spool / f"{time.time_ns() - 10**15:020d}-{number}.json").write_text("{}", encoding="utf-8")


def test_an_environment_that_is_gone_is_named(healthy: Machine) -> None:
    shutil.rmtree(healthy.user_dir / "envs")
    assert failed(healthy) == ["environment"]


def test_two_scopes_at_once_are_named_with_the_one_that_yields(healthy: Machine) -> None:
    assert healthy.run("install", "--scope", "user", "--client", "claude-code").code == 0
    _, found = examine(healthy)
    assert [check["check"] for check in found["fail"]] == ["twice"]
    assert "whichever comes second yields" in found["fail"][0]["message"]


def test_plugin_and_settings_at_once_are_named(healthy: Machine) -> None:
    healthy.put(".claude/settings.json", '{"enabledPlugins": {"trailnote@trailnote": true}}', base=healthy.home)
    assert failed(healthy) == ["twice"]
    (healthy.home / ".claude/settings.json").unlink()
    with (healthy.home / ".codex/config.toml").open("a", encoding="utf-8") as file:
        file.write('[plugins."trailnote@trailnote"]\nenabled = true\n')
    assert failed(healthy) == ["feature", "plugin", "twice"], "it is enabled, but its bundle is not there"


def test_a_plugin_alone_is_run_from_its_bundle(machine: Machine) -> None:
    """Nothing of what the installer makes is there, and nothing of it is missed."""
    machine.put(".claude/settings.json", '{"enabledPlugins": {"trailnote@trailnote": true}}', base=machine.home)
    listed = {"version": 2, "plugins": {"trailnote@trailnote": [{"scope": "user", "installPath": str(ROOT)}]}}
    machine.put(".claude/plugins/installed_plugins.json", json.dumps(listed), base=machine.home)
    code, found = examine(machine)
    assert (code, [check["check"] for check in found["ok"]]) == (0, ["plugin"]), found
    assert "7 hooks ran and recorded" in found["ok"][0]["message"]
    assert [check["check"] for check in found["warn"]] == ["trust"]
    assert "makes its environment in" in found["note"][0]["message"]
    machine.put(".claude/settings.local.json", '{"disableAllHooks": true}')
    assert unwell(machine) == (["feature"], ["trust"])
    (machine.repo / ".claude/settings.local.json").unlink()
    listed["plugins"]["trailnote@trailnote"][0]["installPath"] = "/gone"  # type: ignore[index]  # the object above
    machine.put(".claude/plugins/installed_plugins.json", json.dumps(listed), base=machine.home)
    assert unwell(machine) == (["plugin"], ["trust"])


@pytest.mark.parametrize("client", ["claude-code", "codex"])
def test_the_server_of_a_plugin_is_started_as_its_manifest_says(machine: Machine, client: str) -> None:
    """From the bundle, with the folder, the arguments and the variables that this client gives."""
    data = enable_plugin(machine, client)
    machine.env["API_KEY"] = "x"
    place = data / "server-env"
    note = f'printf "%s" "$PYTHONPATH ${{API_KEY-}}" > "{data}/seen"'
    serve = f'#!/bin/sh\n{note}\nexec "{sys.executable}" -S {data}/s.py\n'
    machine.put("bin/python", serve, base=place).chmod(0o755)
    machine.put("s.py", SERVER, base=data)
    python = str(Path(sys.executable).resolve())
    ask = [python, "-c", "import sys; print(end=sys.version)"]
    version = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    total = "\n".join([version, *plugin_environment.dependencies(str(ROOT))])
    machine.put("trailnote.stamp", hashlib.sha256(total.encode()).hexdigest(), base=place)
    machine.put("python", python + "\n", base=data)
    _, found = examine(machine)
    said = [check["message"] for check in found["ok"] if check["check"] == "server"]
    assert len(said) == 1 and "1 tools after" in said[0], found
    seen = (data / "seen").read_text(encoding="utf-8")
    assert str(ROOT / "mcp_server") in seen
    assert seen.endswith("x") == (client == "claude-code"), "Codex passes on no more than it must"
    (data / "s.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    _, found = examine(machine)
    assert "server" in [check["check"] for check in found["fail"]]


def enable_plugin(machine: Machine, client: str) -> Path:
    """Enable the plugin that this clone is; return its data folder."""
    if client == "claude-code":
        machine.put(".claude/settings.json", '{"enabledPlugins": {"trailnote@trailnote": true}}', base=machine.home)
        listed = {"version": 2, "plugins": {"trailnote@trailnote": [{"scope": "user", "installPath": str(ROOT)}]}}
        machine.put(".claude/plugins/installed_plugins.json", json.dumps(listed), base=machine.home)
        return machine.home / ".claude/plugins/data/trailnote-trailnote"
    machine.put(".codex/config.toml", '[plugins."trailnote@trailnote"]\nenabled = true\n', base=machine.home)
    bundle = machine.home / ".codex/plugins/cache/trailnote/trailnote/0.1.0"
    bundle.parent.mkdir(parents=True)
    bundle.symlink_to(ROOT)
    return machine.user_dir


def test_an_older_version_is_named(healthy: Machine) -> None:
    """The clone is newer than what the launcher runs."""
    healthy.put("engine/trailnote/__init__.py", '__version__ = "0.2.0"\n', base=healthy.source)
    assert failed(healthy) == ["version"]


def test_an_entry_of_an_older_release_is_named(healthy: Machine) -> None:
    now = 'exec \\"$HOME/.local/bin/trailnote-hook\\" stop'
    healthy.put(".codex/hooks.json", healthy.text(".codex/hooks.json").replace(now, "trailnote hook stop"))
    assert "entries" in failed(healthy)


def test_hooks_that_are_switched_off_are_named(healthy: Machine) -> None:
    healthy.env["TRAILNOTE_HOOKS"] = "0"
    assert failed(healthy) == ["switch"]


def test_a_setting_of_the_wrong_type_is_named(healthy: Machine) -> None:
    (local(healthy) / "config.json").write_text('{"start_tokens": "many"}', encoding="utf-8")
    assert failed(healthy) == ["config"]


def test_hooks_that_record_nothing_are_named(healthy: Machine) -> None:
    hooks = next((healthy.user_dir / "envs").rglob("_hooks"))
    (hooks / "stop.py").write_text("", encoding="utf-8")
    _, found = examine(healthy)
    assert [check["check"] for check in found["fail"]] == ["hooks", "hooks"]
    assert "Stop runs, but records nothing" in found["fail"][0]["message"]


def test_a_server_that_does_not_start_is_named(healthy: Machine) -> None:
    path = Path(os.path.realpath(healthy.home / ".local/bin/trailnote"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("#!/bin/sh", '#!/bin/sh\n[ "$1" = serve ] && exit 4'), encoding="utf-8")
    assert failed(healthy) == ["server"]


def test_sessions_without_an_event_are_named(healthy: Machine) -> None:
    name = "".join(letter if letter.isalnum() else "-" for letter in str(healthy.repo))
    path = healthy.put(f".claude/projects/{name}/one.jsonl", "{}\n", base=healthy.home)
    assert failed(healthy) == []
    late = time.time() + 3 * 86400
    os.utime(path, (late, late))
    assert failed(healthy) == ["silent"]


def test_other_memories_and_lost_repositories_are_notes(healthy: Machine) -> None:
    name = "".join(letter if letter.isalnum() else "-" for letter in str(healthy.repo))
    healthy.put(f".claude/projects/{name}/memory/MEMORY.md", "# Mine\n", base=healthy.home)
    code, found = examine(healthy)
    assert (code, [check["check"] for check in found["note"]]) == (0, ["other memory"])


def test_nothing_installed_is_named(healthy: Machine) -> None:
    assert healthy.run("clean", "--yes").code == 0
    assert "entries" in failed(healthy)


def test_fix_mends_what_is_safe_to_mend(healthy: Machine) -> None:
    launcher(healthy).unlink()
    (healthy.repo / ".mcp.json").unlink()
    spoil(local(healthy) / "trailnote.db")
    code, found = examine(healthy, "--fix")
    assert code == 0, found
    assert sorted(check["check"] for check in found["fixed"]) == ["database", "entries", "launcher"]
    assert failed(healthy) == []


def test_fix_gives_rights_back_and_takes_a_spool_in(healthy: Machine) -> None:
    launcher(healthy).chmod(0o644)
    local(healthy).chmod(0o500)
    code, found = examine(healthy, "--fix")
    assert code == 0, found
    fill(local(healthy) / "spool")
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fixed"]]) == (0, ["spool"]), found


def test_fix_makes_a_lost_environment_anew(healthy: Machine) -> None:
    shutil.rmtree(healthy.user_dir / "envs")
    code, found = examine(healthy, "--fix")
    assert (code, "environment" in {check["check"] for check in found["fixed"]}) == (0, True), found


def test_what_cannot_be_mended_is_told(healthy: Machine) -> None:
    app_server(healthy, "modified")
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fail"]]) == (1, ["trust"])


def test_codex_servers_see_three_variables_and_those_that_are_named() -> None:
    env = {"HOME": "/h", "PATH": "/bin", "LANG": "C", "TRAILNOTE_HOME": "/t", "API_KEY": "x"}
    seen = trial.environment_of(env, "codex", {"env_vars": ["TRAILNOTE_HOME"], "env": {"A": "1"}})
    assert seen == {"HOME": "/h", "PATH": "/bin", "LANG": "C", "TRAILNOTE_HOME": "/t", "A": "1"}
    assert trial.environment_of(env, "claude-code", {}) == env


def test_hooks_of_codex_run_in_the_persons_own_shell(healthy: Machine) -> None:
    text = '#!/bin/sh\necho "$1" >> "$HOME/shell.txt"\nexec /bin/sh "$@"\n'
    shell = healthy.put("bin/shell", text, base=healthy.home)
    shell.chmod(0o755)
    healthy.env["SHELL"] = str(shell)
    try:
        assert failed(healthy) == []
        assert set((healthy.home / "shell.txt").read_text(encoding="utf-8").split()) == {"-lc"}
        shell.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
        assert failed(healthy) == ["hooks"]
    finally:
        del healthy.env["SHELL"]


def test_a_command_whose_interpreter_is_gone_is_named_once(healthy: Machine) -> None:
    command = Path(os.path.realpath(healthy.home / ".local/bin/trailnote"))
    for text in ("#!/opt/gone/python3\n", "#!/bin/sh\n'''exec' \"/opt/gone one/python3\" \"$0\" \"$@\"\n' '''\n"):
        command.write_text(text, encoding="utf-8")
        code, found = examine(healthy)
        (said,) = found["fail"]
        assert (code, said["check"]) == (1, "interpreter") and "/opt/gone" in said["message"]


def test_an_empty_database_is_named_and_its_history_learned_again(healthy: Machine) -> None:
    database = local(healthy) / "trailnote.db"
    for beside in database.parent.glob("trailnote.db-*"):
        beside.unlink()
    database.write_bytes(b"")
    assert failed(healthy) == ["database"]
    code, found = examine(healthy, "--fix")
    assert (code, [check["check"] for check in found["fixed"]]) == (0, ["database"]), found
