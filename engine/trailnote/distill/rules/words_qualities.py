"""How and where: classes of adjectives, adverbs and frequencies, and the kinds whose members exclude each other.

The format is that of `words_actions`; a section `[weight kind]` says that its classes are siblings: two statements that differ in them
speak of different things, however alike they are otherwise. In `OPPOSITES` each line names two classes that negate each other.
"""

QUALITIES = """
[0.12]
good: well, proper, properly, correct, correctly, right, appropriate, sensible, reasonable, nice, decent, suitable
new: newly, fresh
own: dedicated, separate own
really: actually, truly, very, quite, simply, even, still, already, also, too, again, together, ever, yet, both
same: identical, equal
possible: practical, feasible, can, could, able, may be
carefully: careful, attentive, thoroughly, closely, with care
real: actual, realistic, production-like, genuine
regularly: periodically, on regular basis, from time to time, often, frequently, routinely, repeatedly
other: another, different, further
enough: sufficient, sufficiently
several: multiple, various, a number of, a few, few, couple, two or more, more than one
existing: current, present, already there
related: associated, corresponding, relevant, respective, underlying, concerned, accompanying
certain: given, particular

[0.8]
deep: deeply
shallow: flat
small: short, smaller, shorter, tiny, little, compact, concise, brief, briefly, lean, minimal, modest, small and focused
large: big, bigger, larger, longer, huge, long, oversized, massive, lengthy, long-running, large amounts of
fast: quick, quickly, rapid, speedy
slow: slowly, time-consuming, sluggish
simple: plain, straightforward, uncomplicated
complex: complicated, convoluted, intricate
focused: single-purpose, do one thing, single responsibility, one thing
expensive: costly, heavy, computationally heavy
cheap: inexpensive
explicit: explicitly, clear about, spelled out
implicit: implicitly
conditional: conditionally, depending on case, in some cases, conditionals, if statement, if statements, ifs
immutable: frozen instance, read-only value, unchangeable, immutability
mutable: modifiable
frozen: freeze=true
public: exported, publicly
private: internal, non-public
deterministic: same result, same results, same output, reproducible, repeatable, predictable, same every time
idempotent: safe to repeat, safe to rerun, safe to call more than once, idempotency, repeatable safely, safe to run twice, can be repeated safely, safe to retry
backward compatible: backwards compatible, backward-compatible, backwards-compatible, backward compatibility, backwards compatibility, not break existing clients, do not break clients
empty: blank
missing: absent, does not exist, do not exist, not there, unset, not set, lacking, not found, nonexistent, non-existent, not present, unknown
required: obligatory, mandatory setting
optional: voluntary
unclear: ambiguous, vague, uncertain, unsure, in doubt, not clear, not sure, doubt
specific: narrow, precise, concrete type, specifically, narrowly
bare: blanket, broad, catch-all, catch all, overly broad, generic exception, naked
silent: silently, quietly, unnoticed, without notice
graceful: gracefully, cleanly, orderly
immediate: immediately, right away, promptly, as soon as possible, straight away, asap, without delay, instantly, soon
early: sooner
late: later
full: complete, whole, entire, in full, entirely, completely
partial: incomplete part
descriptive: meaningful, expressive, self-explanatory, telling, intention-revealing, clear name, say what
readable: legible, easy to read, understandable, clear, clarity
exact: exactly
clever: tricky, smart, too clever
consistent: consistently, uniform, uniformly, consistency
atomic: atomically, all or nothing, all-or-nothing
multi-step: several steps, multiple steps, that take several steps, several statements, multi-statement, more than one statement, in several steps, multiple statements
asynchronous: async, non-blocking, nonblocking, asynchronously, async i/o, async io, asynchronous i/o, asynchronous io
synchronous: blocking, blocking call, blocking calls, synchronously, block, blocking operation, blocking operations
parallel: concurrently, in parallel, concurrent, simultaneously, at same time, parallelise, parallelize, side by side
all at once: at once, in one step, all together
sequential: serially, in sequence, one after other
manual: manually, by hand, hand-edit, hand edit, hand
short-lived: short lived, brief life
long-lived: long lived
transient: temporary failure, temporarily, temporary, momentary, transiently, passing
permanent: permanently, durable
outdated: stale, out of date, obsolete, old
latest: newest, most recent
oldest: lowest supported, minimum supported
default: by default
unconditional: unconditionally, without exception, in every case
premature: prematurely, too early, before it is needed, before needed
trivial: tiny thing, small thing
signed: cryptographically signed
imperative: imperative mood
lower: bottom
upper: top
central: centralised, centralized, one place, single place, in one place, single source of truth, one location
local: locally, on own machine, own machine, local machine, on machine
remote: remotely
strict: strictly, strict mode, strictness
strict equality: ===, triple equals
loose equality: ==, double equals
network-bound: i/o-bound, io-bound, network bound, i/o bound
at rest: on disk, stored data
in transit: on wire, over network
affected: touched, concerned by change, affected by change, relevant to change, touched by change, changed
unrelated: not related
critical: important, crucial, essential
risky: dangerous, destructive, risk
safe: safely
near: next to, beside, alongside, close to, adjacent to, near to
separate: separately, distinct, apart
one step: single step, in one step, in one go
pending: in_flight, in flight, outstanding, unfinished request
illegal: invalid, impossible state, not valid
fixed: constant order
correct order: right order
machine-readable: parseable, parsable
human-readable: readable by people
configurable: adjustable, parametrisable
gradual: slowly increasing
bound: finite
wrong: incorrect
maximum size: size limit, max size, upper size, limit size, cap size, limit on size, bounded size, maximum length, max length, limit length
at any time: at all times
at runtime: without restart, while running, without restarting, at run time
minimum: at least, no less than, lower bound, not less than, min
supported: maintained
duplicate: doubled

[1 frequency]
nightly: every night, each night, overnight
daily: every day, each day, day
weekly: every week, each week, once week
monthly: every month, each month, once month
hourly: every hour, each hour
yearly: every year, annually
friday: fridays, before weekend
monday: mondays

[1 environment]
windows: win32
macos: mac os, osx, os x, mac
linux: ubuntu, debian

[1 test level]
unit test
integration test
end-to-end test
smoke test: smoke tests
load test: load tests, stress test, performance tests, load testing

[1 direction]
input
output
request
response
read
write
client
server
upload
download
frontend
backend
public
private
at rest
in transit

[1 direction]
send
receive
encode
decode
encrypt
decrypt
open
close
start
stop
push
pull

[1 stage]
production
staging
development
local

[1 log level]
debug level: debug
info level: info
warning level: warning, warn
error level: error-level
critical level: fatal

[1 checker]
lint
format
type check
review
compile

[1 language]
python: py, cpython
typescript: ts
javascript: js, ecmascript
golang: go lang
rust: cargo
java: jvm
c++: cpp
ruby: rails
php
bash: zsh
kotlin
swift

[1 format]
sql
html
css
yaml: yml
json
toml
xml
csv

[1 product]
redis
memcached
postgresql: postgres, pg, psql
mysql: mariadb
sqlite
mongodb: mongo
kafka
rabbitmq
elasticsearch
pytest
unittest
mypy
pyright
ruff
black
isort
flake8
pylint
eslint
prettier
npm
yarn
pnpm
pip
poetry
uv
docker
kubernetes: k8s
terraform
ansible
aws
azure
gcp
git
github
gitlab
react
vue
angular
django
flask
fastapi
bcrypt
argon2
graphql
rest
grpc
websocket: websockets
prometheus
grafana
sentry
jest
vitest
playwright
selenium
cypress
"""

OPPOSITES = """
remove: keep
remove: add
remove: use
remove: write
remove: need
remove: protect
add: keep
allow: reject
ignore: handle
ignore: check
swallow: handle
swallow: raise
swallow: log
swallow: propagate
hide: expose
hide: show
short-lived: long-lived
always on: turned off
swallow: show
share: own
same: separate
one step: multi-step
one step: stage
deep: shallow
increase: decrease
mutable: immutable
change: immutable
explicit: implicit
explicit: default
absolute path: relative path
row by row: all at once
batch: row by row
conditional: unconditional
small: large
fast: slow
simple: complex
cheap: expensive
optional: required
share: isolate
global: local
trust: check
hardcode: config
manual: automate
synchronous: asynchronous
parallel: sequential
transient: permanent
outdated: latest
outdated: new
oldest: latest
partial: full
clever: simple
clever: readable
limit: minimum
early: late
local: remote
safe: risky
deterministic: flaky
silent: explicit
repeat: reuse
split: join
guess: check
guess: ask
consistent: flaky
large: focused
deprecate: support
"""

RELATED = """
commit: push
library: dependency
deploy: release
error: fail
ci: build
module: file
test: check
assert: check
change: develop
write: add
record: document
record: write
explain: document
find: search
read: check
check: review
limit: timeout
function: class
error: bug
incident: error
external service: service
external service: request
feature: code
retry: repeat
environment variable: config
config: config file
main branch: branch
feature branch: branch
unit test: test
regression test: test
failing test: test
failing test: fail
test: run
flaky: fail
password: secret
token: secret
token: password
input: data
personal data: data
docker image: image
docker image: container
container: container type
clock: timestamp
date: timestamp
commit message: commit
database: store
row: data
handler: endpoint
plan: design
manual: change
split: move
test: behaviour
request: fetch
query: search
query: request
large: large file
file: large file
file: temporary file
stream: batch
log: structured log
log: record
name: variable
name: descriptive
return: raise
restore: revert
isolate: row by row
production: deploy
server: backend
client: frontend
change schema: migrate
change schema: schema
rehearse: test
propose: plan
rollback: revert
rollback: restore
reviewer: review
request approval: review
request approval: reviewer
confirm with user: ask
confirm with user: check
request approval: ask
error: abort early
fail: abort early
permission: authorise
adr: decision
record: adr
convention: existing
tls: encrypt
protect: check
replace: change
mock: replace
secret: config
monitor: dashboard
monitor: alert
measure: optimise
path: absolute path
optimise: fast
idempotent: tolerate
duplicate: tolerate
idempotent: duplicate
regenerate: generate
generated file: generate
develop: write
dead code: unused
remove: unused
loading state: load
stop: cancel
stop: kill
ticket: bug
requirement: unclear
question: ask
dependency: import
n+1: row by row
thread: parallel
acquire lock: protect
mutable: state
hide: wrap
interface: wrap
restart: start
split: module
helper: function
review: check
rename: name
split: separate
isolate: separate
isolate: own
scan: check
cap length: truncate
limit: truncate
synchronous: wait
rename: change
react: handle
version number: version
version number: dependency
digest: pin
estimate: check
commit: change
version control: project
version control: commit
store: put
pull request: change set
pull request: review
send: push
fixture: test
behaviour: inner working
atomic: transaction
docstring: document
monitor: log
expire: timeout
timeout: session
annotate: type
data: thing
stop: abort early
strict equality: strict
"""
