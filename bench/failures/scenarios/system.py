# ruff: noqa: E501  one occurrence per line reads as a table
"""The shell, git, the network, archives, databases and interpreters."""

from __future__ import annotations

SERVER = """import http.server, sys, threading, os
CODES = {'/v1/orders': 404, '/v1/users': 404, '/busy': 503, '/secret': 401, '/crash': 500}
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        code = CODES.get(self.path.split('?')[0], 200)
        self.send_response(code); self.send_header('Content-Length', '0'); self.end_headers()
    def log_message(self, *a): pass
threading.Timer(10, lambda: os._exit(0)).start()
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()
"""


def http_get(cause, v):
    path = {"orders": "v1/orders", "users": "v1/users", "busy": "busy", "secret": "secret"}[cause]
    port = 9200 + v
    url = f"http://127.0.0.1:9200/{path}"
    setup = "python server.py 9200 >/dev/null 2>&1 &\nsleep 1\n# setup\n"
    _ = port
    return {"server.py": SERVER}, setup + [f"curl -f -sS {url}", f"curl --fail -sS -o out.json {url}", f"curl -fsSL -H 'Accept: application/json' {url}"][v]


def wget_get(cause, v):
    path = {"orders": "v1/orders", "busy": "busy", "users": "v1/users"}[cause]
    url = f"http://127.0.0.1:9201/{path}"
    return {"server.py": SERVER}, "python server.py 9201 >/dev/null 2>&1 &\nsleep 1\n# setup\n" + [f"wget {url}", f"wget -nv {url}", f"wget -O x.json {url} 2>&1"][v]


def py_http(cause, v):
    path = {"orders": "v1/orders", "busy": "busy", "users": "v1/users"}[cause]
    text = "# c\n" * v + f"import urllib.request\n\ndef fetch(url):\n    return urllib.request.urlopen(url, timeout=3)\n\nfetch('http://127.0.0.1:9202/{path}')\n"
    name = ["app.py", "src/get.py", "job.py"][v]
    return {"server.py": SERVER, name: text}, "python server.py 9202 >/dev/null 2>&1 &\nsleep 1\n# setup\n" + f"python {name}"


def bash_kinds(cause, v):
    text = {
        "unbound_a": "set -u\necho $TARGET\n", "unbound_b": "set -u\necho $REGION\n", "syntax": "if [ 1 = 1 ]; then\n  echo a\n", "quote": "echo \"abc\n",
        "arith": "echo $((1 / 0))\n", "cd_a": "cd build || exit 1\n", "cd_b": "cd dist || exit 1\n", "ro": "readonly A=1\nA=2\necho $A\n", "token": "for f in; do echo; done)\n",
    }[cause]
    path = ["run.sh", "scripts/run.sh", "deploy.sh"][v]
    return {path: "#!/bin/bash\n" + "# c\n" * v + text}, [f"bash {path}", f"bash -e ./{path}", f"bash {path} 2>&1"][v]


def perm(cause, v):
    if cause == "exec":
        path = ["run.sh", "bin/run.sh", "run.sh"][v]
        return {path: "echo\n"}, [f"./{path}", f"./{path} --all", f"bash -c ./{path}"][v]
    path = ["deploy.sh", "bin/deploy.sh", "deploy.sh"][v]
    return {path: "echo\n"}, [f"./{path}", f"./{path} --all", f"bash -c ./{path}"][v]


def coreutils(cause, v):
    return {"a.txt": "x"}, {
        "cat_a": ["cat rates.csv", "cat ./rates.csv | wc -l; test -e rates.csv", "cat data/rates.csv"], "cat_b": ["cat users.csv", "cat ./users.csv | wc -l; test -e users.csv", "cat data/users.csv"],
        "cp_dir": ["mkdir d && cp d e", "mkdir -p src && cp src dst", "mkdir d && cp -p d e"], "mkdir": ["mkdir a.txt", "mkdir ./a.txt", "mkdir -v a.txt"], "rm": ["mkdir d && rm d", "mkdir dd && rm dd", "mkdir d && rm -v d"],
        "rmdir": ["mkdir -p d/e && rmdir d", "mkdir -p q/e && rmdir q", "mkdir -p d/e && rmdir -v d"], "option": ["ls --colour-all", "ls -l --colour-all", "ls --colour-all ."], "mv": ["mv gone.txt b", "mv ./gone.txt c", "mv -v gone.txt b"],
    }[cause][v]


INIT = "git init -q -b main . && echo 1 > a.txt && git add a.txt && git commit -qm first"


def git_kinds(cause, v):
    setup = INIT
    command = {
        "norepo": ["git status", "git log --oneline", "git diff HEAD"], "nothing": ["git commit -m x", "git commit -m 'second change'", "git commit -am y"],
        "remote": ["git push origin main", "git fetch origin", "git pull origin main"], "upstream": ["git push", "git push -q", "git push --verbose"],
        "branch_a": ["git branch topic", "git branch topic HEAD", "git switch -c topic"], "branch_b": ["git branch rework", "git branch rework HEAD", "git switch -c rework"],
        "rev_a": ["git show 1a2b3c4", "git log 1a2b3c4", "git diff 1a2b3c4"], "patch_a": ["git apply fix.patch", "git apply --check fix.patch", "git apply -v fix.patch"], "patch_b": ["git apply tax.patch", "git apply --check tax.patch", "git apply -v tax.patch"],
        "lock": ["git add a.txt", "git commit -am x", "git reset --hard"], "unknown": ["git comit -m x", "git comit", "git comit --all"], "delete": ["git branch -d main", "git branch -D main", "git branch --delete main"], "clone": ["git clone ./gone.git", "git clone -q ./gone.git", "git clone --depth 1 ./gone.git"],
        "untracked": ["git checkout topic", "git switch topic", "git merge topic"],
    }[cause][v]
    if cause == "norepo":
        setup = "true"
    setup += {"branch_a": "; git branch topic", "branch_b": "; git branch rework", "lock": "; echo 2 > a.txt; touch .git/index.lock", "untracked": "; git switch -q -c topic; echo n > new.txt; git add new.txt; git commit -qm n; git switch -q main; echo z > new.txt"}.get(cause, "")
    files = {}
    if cause.startswith("patch"):
        name = {"patch_a": "rates.txt", "patch_b": "a.txt"}[cause]
        setup += f"; echo 9 > {name}"
        files = {("fix" if cause == "patch_a" else "tax") + ".patch": f"--- a/{name}\n+++ b/{name}\n@@ -1 +1 @@\n-7\n+8\n"}
    return files, setup + "\n# setup\n" + command


def git_push(cause, v):
    setup = "git init -q --bare -b main ../r.git; git init -q -b main .; git remote add origin ../r.git; echo 1 > a.txt; git add .; git commit -qm 1; git push -q origin main"
    if cause == "behind":
        setup += "; git clone -q ../r.git ../o; (cd ../o; echo 2 > b.txt; git add .; git commit -qm 2; git push -q origin main); echo 3 > c.txt; git add .; git commit -qm 3"
        command = ["git push origin main", "git push -q origin main", "git push origin HEAD:main"][v]
    elif cause == "hook":
        setup += "; printf '#!/bin/sh\\necho no direct pushes >&2\\nexit 1\\n' > ../r.git/hooks/pre-receive; chmod +x ../r.git/hooks/pre-receive; echo 3 > c.txt; git add .; git commit -qm 3"
        command = ["git push origin main", "git push -q origin main", "git push origin HEAD:main"][v]
    else:
        command = [f"git push origin {cause}", f"git push -q origin {cause}", f"git push -u origin {cause}"][v]
    return {}, setup + "\n# setup\n" + command


def archives(cause, v):
    files = {"notzip.zip": "hello", "lost.txt": "x"}
    return files, {
        "unzip_bad": ["unzip notzip.zip", "unzip -q ./notzip.zip", "unzip -o notzip.zip -d out"], "unzip_gone": ["unzip gone.zip", "unzip -q gone.zip", "unzip -o ./gone.zip -d out"], "unzip_gone2": ["unzip pack.zip", "unzip -q pack.zip", "unzip -o ./pack.zip -d out"],
        "tar_gone": ["tar xf gone.tar", "tar -xvf ./gone.tar", "tar xf gone.tar -C ."], "tar_member": ["tar cf a.tar lost.txt && tar xf a.tar readme.md", "tar cf b.tar lost.txt && tar xvf b.tar readme.md", "tar cf a.tar lost.txt && tar -xf ./a.tar readme.md"], "tar_not": ["tar xf lost.txt", "tar -xvf ./lost.txt", "tar xf lost.txt -C ."],
    }[cause][v]


def perl(cause, v):
    text = {"strict": "use strict;\n$total = 3;\n", "strict2": "use strict;\n$price = 3;\n", "sub": "compute(3);\n", "sub2": "convert(3);\n", "method": "my $o = bless {}, 'Order'; $o->total;\n", "undef": "my $o; $o->total;\n", "die": "die 'no licence';\n", "div": "my $z = 0; print 1 / $z;\n"}[cause]
    path = ["a.pl", "bin/b.pl", "tool.pl"][v]
    return {path: "# c\n" * v + text}, f"perl {['', '-w ', ''][v]}{path}"


def jq(cause, v):
    files = {"o.json": '{"a": 1, "b": null, "c": "x"}'}
    return files, {
        "index": ["jq .a.b o.json", "jq -r '.a.b' o.json", "cat o.json | jq '.a.b'"], "iterate": ["jq '.b[]' o.json", "jq -r '.b[]' o.json", "cat o.json | jq '.b[]'"], "compile": ["jq '.a |' o.json", "jq -r '.a |' o.json", "cat o.json | jq '.a |'"],
        "fn": ["jq 'totals' o.json", "jq -c 'totals' o.json", "cat o.json | jq totals"], "fn2": ["jq 'prices' o.json", "jq -c 'prices' o.json", "cat o.json | jq prices"], "gone": ["jq . gone.json", "jq -r . gone.json", "jq -C . ./gone.json"], "add": ["jq '.a + .c' o.json", "jq -r '.a+.c' o.json", "cat o.json | jq '.a + .c'"],
    }[cause][v]


def sqlite(cause, v):
    statement = {"syntax": "selec 1;", "unique": "insert into t values (1);", "func": "select totals(1);", "func2": "select prices(1);", "column": "insert into t (b) values (1);", "near": "select from;", "null": "insert into n values (null);", "check": "insert into c values (-1);", "exists": "create table t (a);"}[cause]
    base = "create table t (a integer primary key); insert into t values (1); create table n (a not null); create table c (a check (a > 0));"
    return {"q.sql": "select 1;\n" * v + statement + "\n"}, f"sqlite3 a.db \"{base}\"\n# setup\n" + [f"sqlite3 a.db '{statement}'", "sqlite3 a.db < q.sql", "sqlite3 -bail a.db < q.sql"][v]


def text_tools(cause, v):
    return {"a.txt": "a b\n"}, {
        "sed_s": ["sed 's/a/b' a.txt", "sed -i 's/a/b' a.txt", "sed -e 's/a/b' a.txt"], "sed_cmd": ["sed 'k' a.txt", "sed -n 'k' a.txt", "sed -e k a.txt"], "awk_syntax": ["awk '{print $1' a.txt", "awk -F, '{print $1' a.txt", "cat a.txt | awk '{print $1'"], "awk_gone": ["awk '{print}' gone.txt", "awk -F: '{print}' gone.txt", "awk '{print $1}' ./gone.txt"],
        "grep_re": ["grep '[a' a.txt", "grep -n '[a' a.txt", "grep -r '[a' ."], "grep_gone": ["grep x gone.txt", "grep -n x gone.txt", "grep y ./gone.txt"], "sort": ["sort gone.txt", "sort -u gone.txt", "sort ./gone.txt | head; test -e gone.txt"], "diff": ["diff a.txt gone.txt", "diff -u a.txt gone.txt", "diff a.txt ./gone.txt"],
    }[cause][v]


def ssl(cause, v):
    return {"bad.pem": "nothing\n"}, {
        "gone": ["openssl x509 -in site.pem -noout", "openssl x509 -in ./site.pem -text", "openssl x509 -noout -dates -in site.pem"], "gone2": ["openssl x509 -in chain.pem -noout", "openssl x509 -in ./chain.pem -text", "openssl x509 -noout -dates -in chain.pem"], "bad": ["openssl x509 -in bad.pem -noout", "openssl x509 -in ./bad.pem -text", "openssl x509 -noout -dates -in bad.pem"], "cmd": ["openssl genrsaa 2048", "openssl genrsaa", "openssl genrsaa -out k 1024"],
    }[cause][v]


def ssh(cause, v):
    return {"id": "x"}, {
        "dns_a": ["ssh -o BatchMode=yes deploy@db.acme.invalid true", "ssh -o BatchMode=yes db.acme.invalid uptime", "scp -o BatchMode=yes id deploy@db.acme.invalid:/tmp/"], "dns_b": ["ssh -o BatchMode=yes deploy@web.acme.invalid true", "ssh -o BatchMode=yes web.acme.invalid uptime", "scp -o BatchMode=yes id deploy@web.acme.invalid:/tmp/"],
        "refused_a": ["ssh -o BatchMode=yes -p 9301 127.0.0.1 true", "ssh -p 9301 deploy@127.0.0.1", "scp -P 9301 id 127.0.0.1:/tmp/"], "refused_b": ["ssh -o BatchMode=yes -p 9302 127.0.0.1 true", "ssh -p 9302 deploy@127.0.0.1", "scp -P 9302 id 127.0.0.1:/tmp/"],
    }[cause][v]


def cluster(cause, v):
    return {"a.yaml": "kind: Pod\n"}, {
        "refused": ["kubectl get pods", "kubectl get nodes -o wide", "kubectl describe pod web"], "gone": ["kubectl apply -f gone.yaml", "kubectl apply -f ./gone.yaml", "kubectl delete -f gone.yaml"], "context": ["kubectl --context staging get pods", "kubectl get pods --context staging", "kubectl --context=staging get nodes"], "unknown": ["kubectl gett pods", "kubectl gett", "kubectl gett nodes -o wide"], "flag": ["kubectl get pods --namespaces x", "kubectl get --namespaces=x pods", "kubectl get nodes --namespaces x"],
    }[cause][v]


def terraform(cause, v):
    text = {"ref": "output \"a\" {\n  value = var.region\n}\n", "ref2": "output \"a\" {\n  value = var.zone\n}\n", "syntax": "output \"a\" {\n  value = \n}\n", "arg": "variable \"a\" {\n  typ = string\n}\n", "dup": "variable \"a\" {}\nvariable \"a\" {}\n", "block": "outputs \"a\" {\n}\n"}[cause]
    return {"main.tf": "# c\n" * v + text}, ["terraform validate", "terraform validate -no-color", "terraform plan -input=false"][v]


def pip(cause, v):
    files = {"requirements.txt": "acme-left\n", "bad/setup.py": "raise SystemExit('no compiler')\n", "bad/pyproject.toml": "[project\n"}
    return files, {
        "none_a": ["pip install --no-index acme-left", "python -m pip install --no-index -r requirements.txt", "pip install --no-index --no-cache-dir acme-left"], "none_b": ["pip install --no-index acme-right", "python -m pip install --no-index acme-right", "pip install --no-index --no-cache-dir acme-right"],
        "file": ["pip install -r gone.txt", "python -m pip install -r ./gone.txt", "pip install -q -r gone.txt"], "dir": ["pip install ./lib", "python -m pip install -e ./lib", "pip install --no-index ./lib"], "toml": ["pip install --no-index ./bad", "python -m pip install --no-index ./bad", "pip install --no-index -q ./bad"], "spec": ["pip install --no-index 'a=>1'", "python -m pip install --no-index 'a=>1'", "pip install -q --no-index 'a=>1'"],
    }[cause][v]


def limits(cause, v):
    return {"a.py": "x = 'a' * 10\n"}, {
        "timeout": ["timeout 0.2 sleep 3", "timeout 0.3 sleep 5", "timeout -k 1 0.2 sleep 4"], "kill": ["bash -c 'kill -9 $$'", "sh -c 'kill -KILL $$'", "bash -c 'sleep 0; kill -9 $$'"], "full": ["echo a > /dev/full", "cat a.py > /dev/full", "cp a.py /dev/full"], "ro": ["touch /proc/x", "touch /proc/y", "cp a.py /proc/z"],
    }[cause][v]


FAMILIES = [
    ("curl-http", "curl", dict.fromkeys(("orders", "users", "busy", "secret"), "Fix it."), http_get),
    ("wget-http", "wget", dict.fromkeys(("orders", "users", "busy"), "Fix it."), wget_get),
    ("py-http", "python", dict.fromkeys(("orders", "users", "busy"), "Fix it."), py_http),
    ("bash-kinds", "bash", dict.fromkeys(("unbound_a", "unbound_b", "syntax", "quote", "arith", "cd_a", "cd_b", "ro", "token"), "Fix it."), bash_kinds),
    ("bash-perm", "bash", dict.fromkeys(("exec", "deploy"), "chmod +x."), perm),
    ("coreutils-kinds", "coreutils", dict.fromkeys(("cat_a", "cat_b", "cp_dir", "mkdir", "option", "mv"), "Fix it."), coreutils),
    ("git-kinds", "git", dict.fromkeys(("norepo", "nothing", "remote", "upstream", "branch_a", "branch_b", "rev_a", "patch_a", "patch_b", "lock", "unknown", "delete", "clone", "untracked"), "Fix it."), git_kinds),
    ("git-push", "git", dict.fromkeys(("behind", "hook", "topic", "release"), "Fix it."), git_push),
    ("archive-kinds", "tar", dict.fromkeys(("unzip_bad", "unzip_gone", "unzip_gone2", "tar_gone", "tar_member", "tar_not"), "Fix it."), archives),
    ("perl-kinds", "perl", dict.fromkeys(("strict", "strict2", "sub", "sub2", "method", "undef", "die", "div"), "Fix it."), perl),
    ("jq-kinds", "jq", dict.fromkeys(("index", "iterate", "compile", "fn", "fn2", "gone", "add"), "Fix it."), jq),
    ("sqlite-kinds", "sqlite3", dict.fromkeys(("syntax", "unique", "func", "func2", "column", "near", "null", "check", "exists"), "Fix it."), sqlite),
    ("text-kinds", "sed", dict.fromkeys(("sed_s", "sed_cmd", "awk_syntax", "awk_gone", "grep_re", "grep_gone", "sort", "diff"), "Fix it."), text_tools),
    ("openssl-kinds", "openssl", dict.fromkeys(("gone", "gone2", "bad", "cmd"), "Fix it."), ssl),
    ("ssh-kinds", "ssh", dict.fromkeys(("dns_a", "dns_b", "refused_a", "refused_b"), "Fix it."), ssh),
    ("kubectl-kinds", "kubectl", dict.fromkeys(("refused", "gone", "context", "unknown", "flag"), "Fix it."), cluster),
    ("terraform-kinds", "terraform", dict.fromkeys(("ref", "ref2", "syntax", "arg", "dup", "block"), "Fix it."), terraform),
    ("pip-kinds", "pip", dict.fromkeys(("none_a", "none_b", "file", "dir", "toml", "spec"), "Fix it."), pip),
    ("limit-kinds", "bash", dict.fromkeys(("timeout", "kill", "full", "ro"), "Fix it."), limits),
]
