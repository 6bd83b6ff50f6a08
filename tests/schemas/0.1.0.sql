BEGIN TRANSACTION;
CREATE TABLE attempt(
    n INTEGER PRIMARY KEY, failure INTEGER NOT NULL, session TEXT NOT NULL, made_ns INTEGER NOT NULL,
    last_ns INTEGER NOT NULL, files TEXT NOT NULL, change TEXT NOT NULL, commands TEXT NOT NULL,
    commit_id TEXT NOT NULL, subject TEXT NOT NULL, anchors TEXT NOT NULL, label TEXT NOT NULL,
    worked INTEGER NOT NULL, tried INTEGER NOT NULL, raised INTEGER NOT NULL, demoted INTEGER NOT NULL);
INSERT INTO "attempt" VALUES(1,1,'s-1',1794988466000000000,1794992074000000000,'["cart.py"]','','[]','b1bc9529919fe324ba216a71279c0082d405a788','Count returns as stock (s-1)','{"cart.py": "blob:ddafed0366aff363"}','observed',2,2,0,0);
CREATE TABLE client(name TEXT PRIMARY KEY, last_event_ns INTEGER NOT NULL, events INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "client" VALUES('claude-code',1794988469000000000,8);
INSERT INTO "client" VALUES('codex',1794992077000000000,8);
CREATE TABLE command_run(
    n INTEGER PRIMARY KEY, execution INTEGER NOT NULL, session TEXT NOT NULL, event TEXT NOT NULL,
    at_ns INTEGER NOT NULL, command TEXT NOT NULL, canonical TEXT NOT NULL, kind TEXT NOT NULL,
    effect TEXT NOT NULL, outcome TEXT NOT NULL, label TEXT NOT NULL, exit_code INTEGER,
    duration_ms INTEGER NOT NULL, tests TEXT NOT NULL, failure INTEGER);
INSERT INTO "command_run" VALUES(1,1,'s-1','e000003',1794988464000000000,'pytest cart_test.py','pytest cart_test.py','test','runs','failed','observed',1,-1,'{}',1);
INSERT INTO "command_run" VALUES(2,1,'s-1','e000005',1794988466000000000,'pytest cart_test.py','pytest cart_test.py','test','runs','passed','observed',0,-1,'{}',NULL);
INSERT INTO "command_run" VALUES(3,1,'s-1','e000006',1794988467000000000,'git commit','git commit','git','runs','passed','observed',0,-1,'{}',NULL);
INSERT INTO "command_run" VALUES(4,2,'s-2','e000011',1794992072000000000,'pytest cart_test.py','pytest cart_test.py','test','runs','failed','observed',1,-1,'{}',1);
INSERT INTO "command_run" VALUES(5,2,'s-2','e000013',1794992074000000000,'pytest cart_test.py','pytest cart_test.py','test','runs','passed','observed',0,-1,'{}',NULL);
INSERT INTO "command_run" VALUES(6,2,'s-2','e000014',1794992075000000000,'git commit','git commit','git','runs','passed','observed',0,-1,'{}',NULL);
CREATE TABLE edit(
    n INTEGER PRIMARY KEY, session TEXT NOT NULL, at_ns INTEGER NOT NULL, path TEXT NOT NULL, change TEXT NOT NULL,
    label TEXT NOT NULL);
INSERT INTO "edit" VALUES(1,'s-1',1794988465000000000,'cart.py','','observed');
INSERT INTO "edit" VALUES(2,'s-2',1794992073000000000,'cart.py','','observed');
CREATE TABLE event(
    id TEXT PRIMARY KEY, session TEXT NOT NULL, client TEXT NOT NULL, kind TEXT NOT NULL, at_ns INTEGER NOT NULL,
    distilled INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "event" VALUES('e000001','s-1','claude-code','session_start',1794988462000000000,1,'{"id":"e000001","client":"claude-code","session":"s-1","kind":"session_start","at_ns":1794988462000000000,"cwd":"/home/ada/shop","head":"","branch":"main","gitdir":"/home/ada/shop/.git","pid":29791,"pid_start":"2883678@4026531836.99cb217f","reflog":0,"source":"startup","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000002','s-1','claude-code','prompt',1794988463000000000,1,'{"id":"e000002","client":"claude-code","session":"s-1","kind":"prompt","at_ns":1794988463000000000,"cwd":"/home/ada/shop","head":"","branch":"main","gitdir":"/home/ada/shop/.git","reflog":0,"text":"make the cart total right","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000003','s-1','claude-code','tool_failure',1794988464000000000,1,'{"id":"e000003","client":"claude-code","session":"s-1","kind":"tool_failure","at_ns":1794988464000000000,"cwd":"/home/ada/shop","head":"","branch":"main","command":"pytest cart_test.py","exit_code":1,"gitdir":"/home/ada/shop/.git","output":"E   AssertionError: assert 4 == 3\ncart_test.py:7: AssertionError\nFAILED cart_test.py::test_total","reflog":0,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000004','s-1','claude-code','tool',1794988465000000000,1,'{"id":"e000004","client":"claude-code","session":"s-1","kind":"tool","at_ns":1794988465000000000,"cwd":"/home/ada/shop","head":"","branch":"main","edited":["/home/ada/shop/cart.py"],"gitdir":"/home/ada/shop/.git","reflog":0,"tool":"Edit","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000005','s-1','claude-code','tool',1794988466000000000,1,'{"id":"e000005","client":"claude-code","session":"s-1","kind":"tool","at_ns":1794988466000000000,"cwd":"/home/ada/shop","head":"","branch":"main","command":"pytest cart_test.py","exit_code":0,"gitdir":"/home/ada/shop/.git","output":"1 passed","reflog":0,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000006','s-1','claude-code','tool',1794988467000000000,1,'{"id":"e000006","client":"claude-code","session":"s-1","kind":"tool","at_ns":1794988467000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","command":"git commit","exit_code":0,"gitdir":"/home/ada/shop/.git","output":"1 file changed","reflog":172,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000007','s-1','claude-code','stop',1794988468000000000,1,'{"id":"e000007","client":"claude-code","session":"s-1","kind":"stop","at_ns":1794988468000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","gitdir":"/home/ada/shop/.git","reflog":172,"text":"The cart adds up now. Next: the invoices.","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000008','s-1','claude-code','session_end',1794988469000000000,1,'{"id":"e000008","client":"claude-code","session":"s-1","kind":"session_end","at_ns":1794988469000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","gitdir":"/home/ada/shop/.git","reflog":172,"source":"other","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000009','s-2','codex','session_start',1794992070000000000,1,'{"id":"e000009","client":"codex","session":"s-2","kind":"session_start","at_ns":1794992070000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","gitdir":"/home/ada/shop/.git","pid":29802,"pid_start":"2883698@4026531836.99cb217f","reflog":172,"source":"startup","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000010','s-2','codex','prompt',1794992071000000000,1,'{"id":"e000010","client":"codex","session":"s-2","kind":"prompt","at_ns":1794992071000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","gitdir":"/home/ada/shop/.git","reflog":172,"text":"make the cart total right","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000011','s-2','codex','tool_failure',1794992072000000000,1,'{"id":"e000011","client":"codex","session":"s-2","kind":"tool_failure","at_ns":1794992072000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","command":"pytest cart_test.py","exit_code":1,"gitdir":"/home/ada/shop/.git","output":"E   AssertionError: assert 4 == 3\ncart_test.py:7: AssertionError\nFAILED cart_test.py::test_total","reflog":172,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000012','s-2','codex','tool',1794992073000000000,1,'{"id":"e000012","client":"codex","session":"s-2","kind":"tool","at_ns":1794992073000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","edited":["/home/ada/shop/cart.py"],"gitdir":"/home/ada/shop/.git","reflog":172,"tool":"Edit","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000013','s-2','codex','tool',1794992074000000000,1,'{"id":"e000013","client":"codex","session":"s-2","kind":"tool","at_ns":1794992074000000000,"cwd":"/home/ada/shop","head":"b1bc9529919fe324ba216a71279c0082d405a788","branch":"main","command":"pytest cart_test.py","exit_code":0,"gitdir":"/home/ada/shop/.git","output":"1 passed","reflog":172,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000014','s-2','codex','tool',1794992075000000000,1,'{"id":"e000014","client":"codex","session":"s-2","kind":"tool","at_ns":1794992075000000000,"cwd":"/home/ada/shop","head":"44156b453ec09510fb2fd5ed7a840470b6322122","branch":"main","command":"git commit","exit_code":0,"gitdir":"/home/ada/shop/.git","output":"1 file changed","reflog":334,"tool":"Bash","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000015','s-2','codex','stop',1794992076000000000,1,'{"id":"e000015","client":"codex","session":"s-2","kind":"stop","at_ns":1794992076000000000,"cwd":"/home/ada/shop","head":"44156b453ec09510fb2fd5ed7a840470b6322122","branch":"main","gitdir":"/home/ada/shop/.git","reflog":334,"text":"The cart adds up now. Next: the invoices.","worktree":"/home/ada/shop"}');
INSERT INTO "event" VALUES('e000016','s-2','codex','session_end',1794992077000000000,1,'{"id":"e000016","client":"codex","session":"s-2","kind":"session_end","at_ns":1794992077000000000,"cwd":"/home/ada/shop","head":"44156b453ec09510fb2fd5ed7a840470b6322122","branch":"main","gitdir":"/home/ada/shop/.git","reflog":334,"source":"other","worktree":"/home/ada/shop"}');
CREATE TABLE execution(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, client TEXT NOT NULL, via TEXT NOT NULL,
    task TEXT NOT NULL, branch TEXT NOT NULL, started_ns INTEGER NOT NULL, ended_ns INTEGER,
    ended_by TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '', label TEXT NOT NULL DEFAULT '');
INSERT INTO "execution" VALUES(1,'x-5c597080278e','s-1','claude-code','hooks','make the cart total right','main',1794988463000000000,1794988468000000000,'stop','succeeded','observed');
INSERT INTO "execution" VALUES(2,'x-5fb692e0fc2e','s-2','codex','hooks','make the cart total right','main',1794992071000000000,1794992076000000000,'stop','succeeded','observed');
CREATE TABLE failure(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, signature TEXT NOT NULL, name TEXT NOT NULL,
    created_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL);
INSERT INTO "failure" VALUES(1,'m-065969db1fbe','["pytest",1,[["failed","",["t:test_total"],[],2,1],["error","AssertionError assert #",[],[],2,0],["error","AssertionError",[],[],2,0],["error","cart_test.py::test_total",[],[],2,0]]]','failed in test_total',1794988464000000000,1794992072000000000);
CREATE TABLE failure_key(key TEXT NOT NULL, failure INTEGER NOT NULL, PRIMARY KEY(key, failure)) WITHOUT ROWID;
INSERT INTO "failure_key" VALUES('=cc14cfcc',1);
INSERT INTO "failure_key" VALUES('error|AssertionError',1);
INSERT INTO "failure_key" VALUES('error|AssertionError assert #',1);
INSERT INTO "failure_key" VALUES('error|cart_test.py::test_total',1);
INSERT INTO "failure_key" VALUES('failed||t:test_total',1);
CREATE TABLE followed(
    path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, sum TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "followed" VALUES('[1]',1,1,'[1]');
INSERT INTO "followed" VALUES('[2]',2,2,'[2]');
CREATE TABLE handoff(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, from_agent TEXT NOT NULL, to_agent TEXT NOT NULL,
    session TEXT NOT NULL, created_ns INTEGER NOT NULL, cwd TEXT NOT NULL, worktree TEXT NOT NULL, branch TEXT NOT NULL,
    head TEXT NOT NULL, body TEXT NOT NULL, taken_by TEXT NOT NULL DEFAULT '', taken_ns INTEGER,
    settled INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', mentioned INTEGER NOT NULL DEFAULT 0)
    WITHOUT ROWID;
INSERT INTO "handoff" VALUES('h-779bf630011b','automatic','accepted','claude-code','','s-1',1794988468000000000,'/home/ada/shop','/home/ada/shop','main','b1bc9529919fe324ba216a71279c0082d405a788','{"commits": ["b1bc9529 Count returns as stock (s-1)"], "files": ["cart.py"], "next_steps": ["the invoices."], "summary": "The cart adds up now.", "task": "make the cart total right", "tests": {"at_ns": 1794988466000000000, "command": "pytest cart_test.py", "counts": {}, "exit_code": 0, "failing_tests": [], "label": "observed", "name": "", "outcome": "passed"}}','s-2',1794992070000000000,1,'',0);
INSERT INTO "handoff" VALUES('h-9f52389a5a18','automatic','open','codex','','s-2',1794992076000000000,'/home/ada/shop','/home/ada/shop','main','44156b453ec09510fb2fd5ed7a840470b6322122','{"commits": ["44156b45 Count returns as stock (s-2)"], "continues": "h-779bf630011b", "files": ["cart.py"], "next_steps": ["the invoices."], "summary": "The cart adds up now.", "task": "make the cart total right", "tests": {"at_ns": 1794992074000000000, "command": "pytest cart_test.py", "counts": {}, "exit_code": 0, "failing_tests": [], "label": "observed", "name": "", "outcome": "passed"}}','',NULL,0,'',0);
INSERT INTO "handoff" VALUES('h-c33dec24d337','manual','open','','codex','',1795247662372395448,'/home/ada/shop','/home/ada/shop','main','44156b453ec09510fb2fd5ed7a840470b6322122','{"next_steps": ["freeze time"], "summary": "The retry test is red."}','',NULL,0,'',0);
CREATE TABLE head(
    gitdir TEXT PRIMARY KEY, commit_id TEXT NOT NULL, reflog INTEGER NOT NULL, at_ns INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "head" VALUES('/home/ada/shop/.git','44156b453ec09510fb2fd5ed7a840470b6322122',334,1794992075000000000);
CREATE TABLE made(
    commit_id TEXT PRIMARY KEY, session TEXT NOT NULL, execution INTEGER NOT NULL, at_ns INTEGER NOT NULL)
    WITHOUT ROWID;
INSERT INTO "made" VALUES('44156b453ec09510fb2fd5ed7a840470b6322122','s-2',2,1794992075000000000);
INSERT INTO "made" VALUES('b1bc9529919fe324ba216a71279c0082d405a788','s-1',1,1794988467000000000);
CREATE TABLE managed(
    target TEXT NOT NULL, id TEXT NOT NULL, at_ns INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(target, id))
    WITHOUT ROWID;
INSERT INTO "managed" VALUES('.claude/rules/trailnote.md','r-427a',1795247662371687828,'Pin the image.');
CREATE TABLE memory(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, namespace TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, files TEXT NOT NULL, symbols TEXT NOT NULL, tags TEXT NOT NULL, state TEXT NOT NULL,
    pinned INTEGER NOT NULL, created_ns INTEGER NOT NULL, updated_ns INTEGER NOT NULL, used_ns INTEGER NOT NULL,
    uses INTEGER NOT NULL, expires_ns INTEGER, sightings INTEGER NOT NULL, provenance TEXT NOT NULL,
    author TEXT NOT NULL, origin TEXT NOT NULL, branch TEXT NOT NULL, fingerprint INTEGER, salience REAL NOT NULL,
    facts TEXT NOT NULL,
    UNIQUE(namespace, key));
INSERT INTO "memory" VALUES(1,'m-065969db1fbe','failures','854e6b5f4264ee7e','failed in test_total','failed in test_total. Fixed by “Count returns as stock (s-1)” (b1bc9529; cart.py; worked 2 of 2).','["cart.py"]','[]','[]','candidate',0,1794988464000000000,1794992074000000000,0,0,NULL,2,'{"kind": "observed", "sources": ["commit:b1bc9529919fe324ba216a71279c0082d405a788", "session:s-1", "command:pytest cart_test.py"]}','','own','',NULL,1.0,'{"anchors": {"cart.py": "blob:ddafed0366aff363"}, "attempts": [{"anchors": {"cart.py": "blob:ddafed0366aff363"}, "change": "", "commands": [], "commit": "b1bc9529919fe324ba216a71279c0082d405a788", "demoted": 0, "files": ["cart.py"], "label": "observed", "last_ns": 1794992074000000000, "made_ns": 1794988466000000000, "raised": 0, "session": "s-1", "subject": "Count returns as stock (s-1)", "tried": 2, "worked": 2}], "signature": "[\"pytest\",1,[[\"failed\",\"\",[\"t:test_total\"],[],2,1],[\"error\",\"AssertionError assert #\",[],[],2,0],[\"error\",\"AssertionError\",[],[],2,0],[\"error\",\"cart_test.py::test_total\",[],[],2,0]]]"}');
INSERT INTO "memory" VALUES(2,'m-31566a0ca68e','resolutions','b1bc9529919fe324ba216a71279c0082d405a788','Count returns as stock (s-1)','Count returns as stock (s-1)','["cart.py"]','["total"]','[]','candidate',0,1795247662000000000,1795247662000000000,0,0,NULL,1,'{"kind": "observed", "sources": ["commit:b1bc9529919fe324ba216a71279c0082d405a788", "session:claude-code:s-1"]}','Ada','own','main',NULL,1.0,'{"added": 1, "anchors": {"cart.py": "blob:8cb504ddba4fa527"}, "file_count": 1, "made_s": 1795247662, "removed": 0}');
INSERT INTO "memory" VALUES(3,'m-5273c6da13b8','executions','x-5c597080278e','make the cart total right','make the cart total right
Succeeded: exit code 0 (pytest cart_test.py); committed b1bc9529. Files: cart.py.','["cart.py"]','[]','["succeeded", "claude-code"]','candidate',0,1794988463000000000,1794988468000000000,0,0,1810540468000000000,1,'{"kind": "observed", "sources": ["session:claude-code:s-1", "commit:b1bc9529919fe324ba216a71279c0082d405a788"]}','','own','main',NULL,1.0,'{"client": "claude-code", "commands": [{"command": "pytest cart_test.py", "duration_ms": -1, "exit_code": 0, "kind": "test", "label": "observed", "outcome": "passed", "tests": {}, "times": 2}, {"command": "git commit", "duration_ms": -1, "exit_code": 0, "kind": "git", "label": "observed", "outcome": "passed", "tests": {}, "times": 1}], "commits": ["b1bc9529919fe324ba216a71279c0082d405a788"], "duration_ms": 5000, "errors": ["failed in test_total"], "evidence": ["exit code 0 (pytest cart_test.py)", "committed b1bc9529"], "files_edited": ["cart.py"], "files_inferred": [], "files_named": [], "files_read": [], "opened": 0, "outcome": "succeeded", "outcome_label": "observed", "reopened": [], "session": "s-1", "task": {"label": "explicit", "text": "make the cart total right"}, "via": "hooks"}');
INSERT INTO "memory" VALUES(4,'m-54a9316b3879','session','page/s-1','make the cart total right','# make the cart total right

claude-code on main; 1 prompts, 4 tool calls.

## Last said

The cart adds up now. Next: the invoices.

## Commits

- b1bc9529 Count returns as stock (s-1)

## Files edited

- cart.py

## Failures

- pytest cart_test.py — failed in test_total; passed later
','["cart.py"]','[]','["page", "claude-code"]','candidate',0,1794988462000000000,1794988462000000000,0,0,1795593268000000000,1,'{"kind": "observed", "sources": ["session:claude-code:s-1"]}','claude-code','own','main',NULL,1.0,'{"client": "claude-code", "commits": ["b1bc9529 Count returns as stock (s-1)"], "ended_ns": 1794988469000000000, "failing": null, "interrupted": false, "prompts": 1, "summary": "The cart adds up now.", "tests": {"at_ns": 1794988466000000000, "command": "pytest cart_test.py", "counts": {}, "exit_code": 0, "failing_tests": [], "label": "observed", "name": "", "outcome": "passed"}, "through_ns": 1794988468000000000, "tools": 4}');
INSERT INTO "memory" VALUES(5,'m-4d276bf34ea5','resolutions','44156b453ec09510fb2fd5ed7a840470b6322122','Count returns as stock (s-2)','Count returns as stock (s-2)','["cart.py"]','["total"]','[]','candidate',0,1795247662000000000,1795247662000000000,0,0,NULL,1,'{"kind": "observed", "sources": ["commit:44156b453ec09510fb2fd5ed7a840470b6322122", "session:codex:s-2"]}','Ada','own','main',NULL,1.0,'{"added": 1, "anchors": {"cart.py": "blob:ddafed0366aff363"}, "file_count": 1, "made_s": 1795247662, "removed": 1}');
INSERT INTO "memory" VALUES(6,'m-6bc0ce2371a9','executions','x-5fb692e0fc2e','make the cart total right','make the cart total right
Succeeded: exit code 0 (pytest cart_test.py); committed 44156b45. Files: cart.py.','["cart.py"]','[]','["succeeded", "codex"]','candidate',0,1794992071000000000,1794992076000000000,0,0,1810544076000000000,1,'{"kind": "observed", "sources": ["session:codex:s-2", "commit:44156b453ec09510fb2fd5ed7a840470b6322122"]}','','own','main',NULL,1.0,'{"client": "codex", "commands": [{"command": "pytest cart_test.py", "duration_ms": -1, "exit_code": 0, "kind": "test", "label": "observed", "outcome": "passed", "tests": {}, "times": 2}, {"command": "git commit", "duration_ms": -1, "exit_code": 0, "kind": "git", "label": "observed", "outcome": "passed", "tests": {}, "times": 1}], "commits": ["44156b453ec09510fb2fd5ed7a840470b6322122"], "duration_ms": 5000, "errors": ["failed in test_total"], "evidence": ["exit code 0 (pytest cart_test.py)", "committed 44156b45"], "files_edited": ["cart.py"], "files_inferred": [], "files_named": [], "files_read": [], "opened": 0, "outcome": "succeeded", "outcome_label": "observed", "reopened": [], "session": "s-2", "task": {"label": "explicit", "text": "make the cart total right"}, "via": "hooks"}');
INSERT INTO "memory" VALUES(7,'m-840764d6413f','session','page/s-2','make the cart total right','# make the cart total right

codex on main; 1 prompts, 4 tool calls.

## Last said

The cart adds up now. Next: the invoices.

## Commits

- 44156b45 Count returns as stock (s-2)

## Files edited

- cart.py

## Failures

- pytest cart_test.py — failed in test_total; passed later
','["cart.py"]','[]','["page", "codex"]','candidate',0,1794992070000000000,1794992070000000000,0,0,1795596876000000000,1,'{"kind": "observed", "sources": ["session:codex:s-2"]}','codex','own','main',NULL,1.0,'{"client": "codex", "commits": ["44156b45 Count returns as stock (s-2)"], "ended_ns": 1794992077000000000, "failing": null, "interrupted": false, "prompts": 1, "summary": "The cart adds up now.", "tests": {"at_ns": 1794992074000000000, "command": "pytest cart_test.py", "counts": {}, "exit_code": 0, "failing_tests": [], "label": "observed", "name": "", "outcome": "passed"}, "through_ns": 1794992076000000000, "tools": 4}');
INSERT INTO "memory" VALUES(8,'m-5a3f3b3c0c0e','learnings','learned/0','Freeze the clock in tests that retry.','Freeze the clock in tests that retry.','[]','[]','["workflow"]','rejected',0,1795247662266780772,1795247662372286319,0,0,NULL,1,'{"kind": "explicit", "sources": ["person"]}','','own','main',NULL,1.0,'{}');
INSERT INTO "memory" VALUES(9,'m-32b8f263dc7a','learnings','learned/1','Always freeze the clock in tests that retry.','Always freeze the clock in tests that retry.','[]','[]','["workflow"]','rejected',0,1795247662356082264,1795247662372286319,0,0,NULL,1,'{"kind": "explicit", "sources": ["person"]}','','own','main',NULL,1.0,'{}');
INSERT INTO "memory" VALUES(10,'m-26086e9bd7cf','learnings','learned/2','Pin the image.','Pin the image.','[]','[]','["workflow"]','promoted',0,1795247662357276589,1795247662371744589,0,0,NULL,1,'{"kind": "explicit", "sources": ["person"]}','','own','main',NULL,1.0,'{}');
INSERT INTO "memory" VALUES(11,'m-9a9bfeae7739','decisions','decisions/0001-db','Take SQLite, one file.','Take SQLite, one file.','[]','[]','[]','candidate',0,1795247662363556538,1795247662364140076,0,0,NULL,1,'{"kind": "explicit", "sources": ["person"]}','','own','main',NULL,1.0,'{}');
INSERT INTO "memory" VALUES(12,'m-fb99f1d85b84','code-context','b695e209c869','The build needs node 22.','The build needs node 22.','[]','[]','[]','candidate',0,1795247662364671797,1795247662364671797,0,0,1803023662364671797,1,'{"kind": "explicit", "sources": ["person"]}','','own','main',NULL,1.0,'{}');
CREATE TABLE memory_vector(
    n INTEGER PRIMARY KEY, model TEXT NOT NULL, dim INTEGER NOT NULL, vector BLOB NOT NULL);
INSERT INTO "memory_vector" VALUES(1,'[1]',1,X'01010101');
INSERT INTO "memory_vector" VALUES(2,'[2]',2,X'02020202');
CREATE TABLE memory_version(
    id TEXT NOT NULL, at_ns INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, provenance TEXT NOT NULL);
INSERT INTO "memory_version" VALUES('m-065969db1fbe',1794988466000000000,'failed in test_total','failed in test_total. Fixed by changing cart.py (worked 1 of 1).','{"kind": "observed", "sources": ["session:s-1", "command:pytest cart_test.py"]}');
INSERT INTO "memory_version" VALUES('m-065969db1fbe',1794988467000000000,'failed in test_total','failed in test_total. Fixed by “Count returns as stock (s-1)” (b1bc9529; cart.py; worked 1 of 1).','{"kind": "observed", "sources": ["commit:b1bc9529919fe324ba216a71279c0082d405a788", "session:s-1", "command:pytest cart_test.py"]}');
INSERT INTO "memory_version" VALUES('m-9a9bfeae7739',1795247662363556538,'Take SQLite.','Take SQLite.','{"kind": "explicit", "sources": ["person"]}');
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('learned:/home/ada/shop/.git','44156b453ec09510fb2fd5ed7a840470b6322122 6354f69eb02b');
INSERT INTO "meta" VALUES('names_indexed','1');
INSERT INTO "meta" VALUES('root','/home/ada/shop');
INSERT INTO "meta" VALUES('swept_ns','1795247661994834635');
CREATE TABLE posting(
    term TEXT NOT NULL, part INTEGER NOT NULL, docs BLOB NOT NULL, codes BLOB NOT NULL, PRIMARY KEY(term, part))
    WITHOUT ROWID;
INSERT INTO "posting" VALUES('//',0,X'0200040005000600070008000900',X'00000000000000');
INSERT INTO "posting" VALUES('/cart.py',0,X'0200040005000600070008000900',X'00000000000000');
INSERT INTO "posting" VALUES('22',0,X'0F00',X'03');
INSERT INTO "posting" VALUES('44156',0,X'08000900',X'1814');
INSERT INTO "posting" VALUES('44156b45',0,X'08000900',X'1814');
INSERT INTO "posting" VALUES('45',0,X'08000900',X'1814');
INSERT INTO "posting" VALUES('9529',0,X'040005000600',X'181418');
INSERT INTO "posting" VALUES('=44156b4',0,X'08000900',X'0000');
INSERT INTO "posting" VALUES('=b1bc952',0,X'040005000600',X'000000');
INSERT INTO "posting" VALUES('add',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('alwai',0,X'0B00',X'02');
INSERT INTO "posting" VALUES('b1bc9529',0,X'040005000600',X'181418');
INSERT INTO "posting" VALUES('bc',0,X'040005000600',X'181418');
INSERT INTO "posting" VALUES('build',0,X'0F00',X'03');
INSERT INTO "posting" VALUES('call',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('cart',0,X'0200040005000600070008000900',X'809F9F98809F9F');
INSERT INTO "posting" VALUES('cart_test',0,X'0400050008000900',X'18141814');
INSERT INTO "posting" VALUES('claud',0,X'04000500',X'8094');
INSERT INTO "posting" VALUES('clock',0,X'0A000B00',X'0202');
INSERT INTO "posting" VALUES('code',0,X'040005000800',X'989418');
INSERT INTO "posting" VALUES('codex',0,X'08000900',X'8094');
INSERT INTO "posting" VALUES('commit',0,X'0400050008000900',X'18141814');
INSERT INTO "posting" VALUES('count',0,X'02000500060007000900',X'0314180314');
INSERT INTO "posting" VALUES('edit',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('exit',0,X'04000800',X'1818');
INSERT INTO "posting" VALUES('fail',0,X'050006000900',X'140214');
INSERT INTO "posting" VALUES('failur',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('file',0,X'04000500080009000E00',X'1814181402');
INSERT INTO "posting" VALUES('fix',0,X'0600',X'18');
INSERT INTO "posting" VALUES('freez',0,X'0A000B00',X'0202');
INSERT INTO "posting" VALUES('imag',0,X'0C00',X'03');
INSERT INTO "posting" VALUES('invoic',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('last',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('later',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('lite',0,X'0E00',X'02');
INSERT INTO "posting" VALUES('main',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('next',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('node',0,X'0F00',X'03');
INSERT INTO "posting" VALUES('page',0,X'05000900',X'8080');
INSERT INTO "posting" VALUES('pass',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('pin',0,X'0C00',X'03');
INSERT INTO "posting" VALUES('prompt',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('py',0,X'0200040005000600070008000900',X'809C9898809C98');
INSERT INTO "posting" VALUES('pytest',0,X'0400050008000900',X'18141814');
INSERT INTO "posting" VALUES('retri',0,X'0A000B00',X'0202');
INSERT INTO "posting" VALUES('return',0,X'02000500060007000900',X'0314180314');
INSERT INTO "posting" VALUES('right',0,X'0400050008000900',X'03170317');
INSERT INTO "posting" VALUES('said',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('sq',0,X'0E00',X'02');
INSERT INTO "posting" VALUES('sqlite',0,X'0E00',X'02');
INSERT INTO "posting" VALUES('stock',0,X'02000500060007000900',X'0314180314');
INSERT INTO "posting" VALUES('succeed',0,X'04000800',X'9898');
INSERT INTO "posting" VALUES('take',0,X'0E00',X'02');
INSERT INTO "posting" VALUES('test',0,X'040005000600080009000A000B00',X'18180218180202');
INSERT INTO "posting" VALUES('test_total',0,X'050006000900',X'140214');
INSERT INTO "posting" VALUES('tool',0,X'05000900',X'1414');
INSERT INTO "posting" VALUES('total',0,X'0200040005000600070008000900',X'60031B0260031B');
INSERT INTO "posting" VALUES('work',0,X'0600',X'18');
INSERT INTO "posting" VALUES('workflow',0,X'0A000B000C00',X'808080');
CREATE TABLE recall_doc(
    d INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL UNIQUE, sizes INTEGER NOT NULL);
INSERT INTO "recall_doc" VALUES(2,2,1074790403);
INSERT INTO "recall_doc" VALUES(4,3,1073745667);
INSERT INTO "recall_doc" VALUES(5,4,1073751555);
INSERT INTO "recall_doc" VALUES(6,1,1073744388);
INSERT INTO "recall_doc" VALUES(7,5,1074790403);
INSERT INTO "recall_doc" VALUES(8,6,1073745667);
INSERT INTO "recall_doc" VALUES(9,7,1073751299);
INSERT INTO "recall_doc" VALUES(10,8,4);
INSERT INTO "recall_doc" VALUES(11,9,5);
INSERT INTO "recall_doc" VALUES(12,10,2);
INSERT INTO "recall_doc" VALUES(14,11,5);
INSERT INTO "recall_doc" VALUES(15,12,3);
CREATE TABLE rule(
    id TEXT PRIMARY KEY, state TEXT NOT NULL, category TEXT NOT NULL, text TEXT NOT NULL,
    chosen TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', decided_ns INTEGER,
    first_date TEXT NOT NULL, last_date TEXT NOT NULL, sources INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "rule" VALUES('r-427a','promoted','workflow','Pin the image.','','',1795247662371744589,'2026-11-21','2026-11-21',1);
INSERT INTO "rule" VALUES('r-5cfa','rejected','workflow','Freeze the clock in tests that retry.','','not here',1795247662372286319,'2026-11-21','2026-11-21',1);
CREATE TABLE rule_link(
    rule TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY(rule, other)) WITHOUT ROWID;
INSERT INTO "rule_link" VALUES('[1]','[1]');
INSERT INTO "rule_link" VALUES('[2]','[2]');
CREATE TABLE rule_term(
    term INTEGER NOT NULL, wording INTEGER NOT NULL, PRIMARY KEY(term, wording)) WITHOUT ROWID;
INSERT INTO "rule_term" VALUES(923969422,1);
INSERT INTO "rule_term" VALUES(923969422,2);
INSERT INTO "rule_term" VALUES(1091008416,1);
INSERT INTO "rule_term" VALUES(1091008416,2);
INSERT INTO "rule_term" VALUES(1186947738,1);
INSERT INTO "rule_term" VALUES(1186947738,2);
INSERT INTO "rule_term" VALUES(1267736403,1);
INSERT INTO "rule_term" VALUES(1267736403,2);
INSERT INTO "rule_term" VALUES(2114052692,3);
INSERT INTO "rule_term" VALUES(2168019529,1);
INSERT INTO "rule_term" VALUES(2168019529,2);
INSERT INTO "rule_term" VALUES(3045404147,3);
INSERT INTO "rule_term" VALUES(3309110367,3);
INSERT INTO "rule_term" VALUES(3584553703,1);
INSERT INTO "rule_term" VALUES(3584553703,2);
CREATE TABLE rule_waiting(learning TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO "rule_waiting" VALUES('[1]');
INSERT INTO "rule_waiting" VALUES('[2]');
CREATE TABLE rule_wording(
    n INTEGER PRIMARY KEY, rule TEXT NOT NULL, learning TEXT NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL,
    date TEXT NOT NULL, category TEXT NOT NULL, tags TEXT NOT NULL, words TEXT NOT NULL, numbers TEXT NOT NULL);
INSERT INTO "rule_wording" VALUES(1,'r-5cfa','m-5a3f3b3c0c0e','Freeze the clock in tests that retry.','person:2026-11-21','2026-11-21','workflow','["workflow"]','ed42db02bd4c9417e3e9a898f76ac696','');
INSERT INTO "rule_wording" VALUES(2,'r-5cfa','m-32b8f263dc7a','Always freeze the clock in tests that retry.','person:2026-11-21','2026-11-21','workflow','["workflow"]','d4e109df6d66572a38b749fe086544fc','');
INSERT INTO "rule_wording" VALUES(3,'r-427a','m-26086e9bd7cf','Pin the image.','person:2026-11-21','2026-11-21','workflow','["workflow"]','a74b7645ad376cb52089fd83864ba576','');
CREATE TABLE session(
    id TEXT PRIMARY KEY, client TEXT NOT NULL, started_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
    ended_ns INTEGER, cwd TEXT NOT NULL, worktree TEXT NOT NULL, branch TEXT NOT NULL, head TEXT NOT NULL,
    pid INTEGER NOT NULL, pid_start TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', epoch INTEGER NOT NULL DEFAULT 0,
    prompts INTEGER NOT NULL DEFAULT 0, tools INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO "session" VALUES('s-1','claude-code',1794988462000000000,1794988469000000000,1794988469000000000,'/home/ada/shop','/home/ada/shop','main','b1bc9529919fe324ba216a71279c0082d405a788',29791,'2883678@4026531836.99cb217f','make the cart total right',0,1,4);
INSERT INTO "session" VALUES('s-2','codex',1794992070000000000,1794992077000000000,1794992077000000000,'/home/ada/shop','/home/ada/shop','main','44156b453ec09510fb2fd5ed7a840470b6322122',29802,'2883698@4026531836.99cb217f','make the cart total right',0,1,4);
CREATE TABLE sighting(
    n INTEGER PRIMARY KEY, failure INTEGER NOT NULL, session TEXT NOT NULL, canonical TEXT NOT NULL,
    command TEXT NOT NULL, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, runs INTEGER NOT NULL,
    mended_ns INTEGER);
INSERT INTO "sighting" VALUES(1,1,'s-1','pytest cart_test.py','pytest cart_test.py',1794988464000000000,1794988464000000000,1,1794988466000000000);
INSERT INTO "sighting" VALUES(2,1,'s-2','pytest cart_test.py','pytest cart_test.py',1794992072000000000,1794992072000000000,1,1794992074000000000);
CREATE TABLE suggestion(
    session TEXT NOT NULL, failure INTEGER NOT NULL, attempt INTEGER NOT NULL, at_ns INTEGER NOT NULL,
    came TEXT NOT NULL DEFAULT '', PRIMARY KEY(session, failure, attempt)) WITHOUT ROWID;
INSERT INTO "suggestion" VALUES('[1]',1,1,1,'[1]');
INSERT INTO "suggestion" VALUES('[2]',2,2,2,'[2]');
CREATE TABLE told(
    session TEXT NOT NULL, epoch INTEGER NOT NULL, id TEXT NOT NULL, at_ns INTEGER NOT NULL, moment TEXT NOT NULL,
    tokens INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(session, epoch, id)) WITHOUT ROWID;
INSERT INTO "told" VALUES('s-2',0,'h-779bf630011b',1794992070000000000,'session_start',92,0);
INSERT INTO "told" VALUES('s-2',0,'m-31566a0ca68e',1794992070000000000,'session_start',20,1);
CREATE TABLE tombstone(id TEXT PRIMARY KEY, namespace TEXT NOT NULL, key TEXT NOT NULL, at_ns INTEGER NOT NULL)
    WITHOUT ROWID;
INSERT INTO "tombstone" VALUES('m-f0b5f213987d','decisions','a72741c2ea2c',1795247662365138352);
CREATE TABLE touched(
    execution INTEGER NOT NULL, path TEXT NOT NULL, opened INTEGER NOT NULL, reopened INTEGER NOT NULL,
    edited INTEGER NOT NULL, named INTEGER NOT NULL, last TEXT NOT NULL, seen_ns INTEGER NOT NULL,
    label TEXT NOT NULL, PRIMARY KEY(execution, path)) WITHOUT ROWID;
INSERT INTO "touched" VALUES(1,'cart.py',0,0,1,0,'edit',1794988465000000000,'observed');
INSERT INTO "touched" VALUES(2,'cart.py',0,0,1,0,'edit',1794992073000000000,'observed');
CREATE INDEX event_pending ON event(at_ns) WHERE distilled = 0;
CREATE INDEX event_session ON event(session, at_ns);
CREATE INDEX event_at ON event(at_ns);
CREATE INDEX memory_created ON memory(created_ns);
CREATE INDEX memory_expires ON memory(expires_ns) WHERE expires_ns IS NOT NULL;
CREATE INDEX memory_version_id ON memory_version(id, at_ns);
CREATE INDEX told_at ON told(at_ns);
CREATE INDEX handoff_open ON handoff(created_ns) WHERE state = 'open';
CREATE INDEX handoff_unsettled ON handoff(taken_by) WHERE state = 'accepted' AND settled = 0;
CREATE INDEX handoff_session ON handoff(session);
CREATE INDEX session_running ON session(last_ns) WHERE ended_ns IS NULL;
CREATE INDEX execution_session ON execution(session, n);
CREATE INDEX execution_open ON execution(session) WHERE ended_ns IS NULL;
CREATE INDEX execution_started ON execution(started_ns);
CREATE INDEX command_run_session ON command_run(session, at_ns);
CREATE INDEX command_run_execution ON command_run(execution);
CREATE INDEX command_run_event ON command_run(event);
CREATE INDEX edit_session ON edit(session, at_ns);
CREATE INDEX edit_at ON edit(at_ns);
CREATE INDEX made_session ON made(session, at_ns);
CREATE INDEX made_execution ON made(execution);
CREATE INDEX sighting_failure ON sighting(failure);
CREATE INDEX sighting_open ON sighting(session) WHERE mended_ns IS NULL;
CREATE INDEX attempt_failure ON attempt(failure);
CREATE INDEX attempt_uncommitted ON attempt(last_ns) WHERE commit_id = '';
CREATE TRIGGER execution_forgotten AFTER DELETE ON memory WHEN old.namespace = 'executions' BEGIN
    DELETE FROM edit WHERE n IN (SELECT d.n FROM execution AS e JOIN edit AS d ON d.session = e.session AND
        d.at_ns >= e.started_ns AND d.at_ns <= e.ended_ns WHERE e.id = old.key);
    DELETE FROM command_run WHERE execution IN (SELECT n FROM execution WHERE id = old.key);
    DELETE FROM touched WHERE execution IN (SELECT n FROM execution WHERE id = old.key);
    DELETE FROM execution WHERE id = old.key;
END;
CREATE TRIGGER failure_forgotten AFTER DELETE ON memory WHEN old.namespace = 'failures' BEGIN
    DELETE FROM attempt WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM sighting WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM failure_key WHERE failure IN (SELECT n FROM failure WHERE id = old.id);
    DELETE FROM failure WHERE id = old.id;
END;
CREATE INDEX rule_wording_rule ON rule_wording(rule, source);
CREATE INDEX rule_wording_learning ON rule_wording(learning);
CREATE INDEX rule_wording_words ON rule_wording(words);
CREATE TRIGGER rule_learned AFTER INSERT ON memory WHEN new.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_changed AFTER UPDATE OF text, provenance, tags, facts ON memory
    WHEN new.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_superseded AFTER UPDATE OF state ON memory
    WHEN new.namespace IN ('learnings', 'patterns') AND new.state = 'superseded' BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(new.id);
END;
CREATE TRIGGER rule_unlearned AFTER DELETE ON memory WHEN old.namespace IN ('learnings', 'patterns') BEGIN
    INSERT OR IGNORE INTO rule_waiting VALUES(old.id);
END;
CREATE INDEX rule_rank ON rule(state, sources DESC, last_date DESC, id);
CREATE INDEX rule_category ON rule(category, state);
CREATE INDEX memory_counts ON memory(namespace, state, expires_ns);
CREATE INDEX memory_pinned ON memory(updated_ns) WHERE pinned = 1;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('recall_doc',16);
COMMIT;
PRAGMA user_version=3;
