"""What engineering rules ask to be done: classes of verbs that name one act.

One class a line: its name, a colon, the other words or phrases for it, without articles. Words are compared by stem, so that only
irregular forms and other parts of speech are spelled out. A section in brackets gives the weight of what follows it, 0 to 1.5: how much
a statement loses when the other statement says nothing like it.
"""

ACTIONS = """
[0.12]
begin with: start with
leave: left as
see:
use: utilise, utilize, employ, adopt, make use of, take advantage of, go with, go through, via, using, leverage, resort to, stick to, stick with, opt for
have: own, carry, possess, come with, contain, include, bear, feature, offer, provide, supply, accompany, with, get, got, receive its
need: require, want, deserve, call for, necessary, demand, mandatory
make: do, perform, carry out, conduct, take, build up, let, cause, become, produce
put: place, locate, live in, live at, live with, live under, live inside, belong, come from, appear, show up, sit, stand, reside, go into, go in, position, house, lie
set: give, assign, define, specify, declare, configure, pass, state explicitly, supply
keep: stay, remain, maintain, hold, be kept, retain
ensure: make sure, guarantee, be sure, see that, see to it, take care, remember, assure
apply: enforce, impose, follow, practise, practice, respect, obey, observe, adhere to, comply with
try: attempt, aim, strive, seek
consider: think about, bear in mind, keep in mind, mind, aware
happen: occur, take place, arise, come up
work: function, operate
prefer: favour, favor, choose, pick, select over, default to, lean towards
help: aid, assist, support
issue logs: emit, submit
show: present, display, surface, visible, visibly
start: begin, commence
introduce: bring in, pull in
manage: handle via, administer
rely: rely on, depend, depend on, count on, lean on, based on
enter: come in
sort out: deal with, take care of
go: went, goes
force: make it, oblige

[0.3]
finish: done, complete work, when done, after you finish, afterwards
enable: turn on, switch on, activate, enabled

[0.7]
run: execute, invoke, launch, rerun, re-run, run through
call: invocation
write: author, compose text, draft, writing, written, wrote
add: create, insert new, attach, append, introduce new, bring, adding
remove: delete, leave nothing behind, retire, decommission, sweep, dispose of, dispose, scrap, ditch, shed, dump, uninstall, unset, drop, erase, strip, eliminate, get rid of, clear out, throw away, discard, take out, prune, purge, clean up, cleanup, tidy up, rid, clear, wipe, cut out
change: modify, alter, edit, touch, mutate, update code, adjust, tweak, modification, rework
update: upgrade, bump, refresh, bring up to date, keep current, keep up to date, up to date
check: verify, validate, confirm, inspect, ensure that, validation, verification, make certain, double-check, double check, sanity check, examine, vet
test: exercise, try out, testing
read: look at, look through, read through, go through, study, consult, go over, skim, inspect carefully, see first
review: code review, peer review, look over
fix: repair, mend, correct, bugfix, bug fix, patch, resolve bug
find: locate bug, discover, detect, spot, identify, uncover, hunt down, track down
search: look for, look up, grep for, lookup
log: logging, write to log, logged, log line, log message, log entry, log output
record: write down, note down, jot down, capture, take notes, document decision, put in writing, keep record, keep log
document: describe, documentation, docs, doc, write docs, explain in docs, list, mention, enumerate, itemise
explain: say, tell, clarify, justify, spell out
name: call it, title, naming, label, named, entitled
rename: change name, renaming
move: extract, relocate, transfer, pull out, factor out, lift out, hoist, shift
split: break up, break down, divide, separate into, decompose, chop, break into, break large, segregate, partition into
merge: land, integrate branch, merging
join: combine, unite, bundle, consolidate, unify
commit: check in, checked in, commit to git, committing, check into
push: publish branch, pushing
pull: fetch latest, git pull
rebase: rebasing
squash: squashing, collapse commits
revert: roll back, rollback, undo, back out, reverse, reversible, revertible, way back, backing out
deploy: ship, roll out, rollout, deployment, go live, put into production, release to production, promote to production, shipping, deploying
release: publish, cut release, releasing, make release
install: set up package, installation
load: read into memory
open: opening
close: shut, release handle, closing
stop: halt, terminate, quit, end, shut down, shutdown, bring down
kill: sigkill
cancel: abort, interrupt, cancellation
pause: suspend, take break, hold on
restart: reboot, reload process, bounce, start again
boot: startup, start up, start-up, starting up, application start, app start, boot time, launch time, bootup
fail: break, crash, fall over, go wrong, error out, blow up, failing, red, broken
abort early: fail fast, abort immediately, fail early, fail immediately, abort immediately, abort at once, stop immediately, exit immediately, fail at startup, bail out
return: give back, hand back, respond with, answer with, reply with, hand out, respond
answer: reply, respond to
send: transmit, dispatch, deliver, post to, submit to, forward
receive: accept from, get from
request approval: ask for approval, get approval, approval, approve, sign off, sign-off, signoff, permission first, get permission, consent
ask: query user, consult with, inquire, enquire, ask question, ask questions
confirm with user: confirmation, ask for confirmation, ask user for confirmation, prompt for confirmation, confirm first
wait: await, block until, poll until, waiting
sleep: time.sleep, fixed delay, hard-coded wait, fixed sleep, fixed wait, arbitrary delay
retry: try again, reattempt, retries, re-try, attempt again, repeat request, repeat attempt
back off: exponential backoff, backoff, exponentially back off, back off exponentially, back-off, exponential back-off
repeat: duplicate code, redo, copy-paste, copy paste, copying and pasting, copy and paste, dry, repeat yourself, duplicating code
copy: clone, copying, duplicate
deduplicate: dedupe, de-duplicate, process only once, handle only once, drop duplicates, process once
cache: memoise, memoize, caching, keep result
invalidate: clear cache, evict, bust, expire cache, flush
expire: ttl, time to live, expiry, expiration, expiring, time-to-live, lifetime, time out after
store: save, persist, saved, storage, keep in, stash away, stored
represent: express, model as, encode as, represent as, stored as, hold as
hash: digest, hashing
encrypt: cipher, encryption, encrypted
decrypt: decryption
sign: signature, signing
encode: serialise, serialize, encoding to, marshal, serialization
decode: deserialise, deserialize, unmarshal
parse: parsing
convert: transform, translate, turn into, cast, coerce, conversion
normalise: normalize, canonicalise, canonicalize, standardise, standardize
lowercase: lower case, lower-case, to lower
trim: strip whitespace, strip spaces, remove whitespace, strip leading and trailing spaces, strip leading, strip trailing
escape: sanitise, sanitize, html-escape, neutralise
quote: put in quotes, put quotes around, quoting, wrap in quotes, double-quote, surround with quotes
compress: gzip, compression, zip, shrink payload, minify
format: autoformat, formatter, code formatter, run formatter, formatting, pretty-print, auto-format, style with
lint: linter, static analysis, run linter, linting
type check: type-check, typecheck, static typing, type checker, check types, type checking
annotate: type hint, type hints, type annotation, type annotations, typed signature, typed signatures, annotate types, typing annotations, types on
compile: build binary, compilation
build: assemble, construct, building
generate: produce by, generation, generated, autogenerate, machine generated, auto-generated, scaffold
regenerate: generate again, rebuild client, re-generate
pin: lock version, lock versions, pinning, fix version, pin version, freeze version, lock dependencies, lock dependency, freeze dependencies, exact version, locked
vendor: vendoring, vendored
mock: stub, fake, replace with mock, replace with mocks, substitute with, test double, test doubles, mocking, mocked, stub out
freeze: fake clock, frozen, freezing, pin clock, control clock, stop clock, fake time, fixed clock
seed: seeding, fixed seed, random seed, seeded
isolate: independent, isolation, independence, self-contained, self contained, not share state, independent of, stand alone
shuffle: random order, randomise order, randomize order, arbitrary order
randomise: jitter, randomize, add randomness, random variation, spread out
measure: benchmark, profile, profiling, quantify, collect numbers, measurement, time it, track coverage
optimise: optimize, speed up, tune, make fast, make faster, optimization, optimisation, performance work, performance tuning
monitor: watch, keep eye on, observe, track, supervise, monitoring, look at dashboard
alert: alarm, page, notify on-call, alerting, raise alert, paging, pager
notify: inform, tell users, let know, announce, warn user, let everyone know
estimate: guess size, forecast, estimation
guess: assume, assumption, presume, speculate, make assumption
reproduce: repro, replicate bug, reproduction, recreate
debug: troubleshoot, diagnose, investigate
refactor: restructure, clean code up, refactoring
rewrite: reimplement, re-write, port to
replace: swap, substitute, swap out, exchange, in place
wrap: hide behind, encapsulate, put behind, abstract behind, enclose, behind
hide: conceal
expose: leak, reveal, disclose
mask: redact, obfuscate, anonymise, anonymize, scrub, blank out, censor
inject: injection, pass in, dependency injection, supply from outside, pass dependency, hand in
compose: composition, composing
inherit: inheritance, subclass, subclassing, extend class, derive from
import: importing
catch: intercept, except clause, except clauses, except block, except blocks, except statement, bare except
raise: throw, rethrow, re-raise, reraise, raising
swallow: ignore silently, silently ignore, suppress, silence, hide error, eat, silently drop
handle: process, deal, treat, handling
ignore: skip, overlook, disregard, neglect, leave out, omit, skip over, forget
chain: from exc, raise from, include cause, keep cause, preserve cause, cause
assert: assertion, expect in test, asserting
cover: coverage, include test for
limit: cap, bound, restrict, bounded, at most, maximum, max, upper bound, upper limit, no more than, ceiling, limited, constrain, restriction
rate limit: throttle, rate-limit, throttling, rate limiting, limit rate
paginate: page through, pagination, paging results, return in pages, paginated
debounce: debouncing
batch: bulk, in bulk, batching, batched, group together, in batches, small batches, multi-row, all at once together
stream: streaming, process incrementally, in chunks, chunk by chunk, line by line, piece by piece
query: filter by, filter, select from, querying, look rows up
index: indexing, database index, db index
select: pick columns, choose columns
sort: order by, sorting
acquire lock: mutex, take lock, take locks, locking, critical section, acquire locks, hold lock, hold locks, synchronise access, synchronize access, lock, locks
share: sharing, shared
reuse: re-use, reusing, reusable
render: draw, rendering, rendered
lazy load: load lazily, lazily, lazy-load, lazy loading, on demand, defer loading, only when needed
scale: scaling, autoscale
change schema: schema change, alter schema, schema changes
migrate: migration, database migration, schema migration, schema migrations, database migrations
back up: backup, take backup, backups, snapshot of data, dump database, backing up
restore: recover, recovery, restoration
stash: put aside
switch: change over
rotate: rotation, renew, roll over, cycle regularly
authenticate: authentication, authn, login, sign in, log in as, log user in, signin, log users in
authorise: authorization, authorisation, authz, access control, permission check, permissions, authorize, access check
protect: guard, lock down, harden, shelter, secure, defend, safeguard, shield
scan: vulnerability scan, scanning
propose: suggest, put forward, recommend, proposal
discuss: talk about, talk over, debate, discussion
allocate: allocation, malloc
rehearse: practise, drill
justify: give reason for, justification
audit: audit record, audit trail
escalate: escalation
notice: perceive
compile: build
trust: believe, take for granted
deprecate: mark as deprecated, phase out, deprecation
support: compatible with
version: versioning, versioned
tag: tagging, git tag, tagged
link: link to, refer to, reference issue, reference ticket, point to, cite, mention ticket
summarise: summarize, condense, sum up, shorten, summary
truncate: cut off, clip, cap length, limit length, shorten to
plan: make plan, design first, replan, re-plan, planning, think through
iterate: iteration, develop loop
explore: look around
propagate: bubble up, pass along, thread through, pass through, pass down, forward along
allow: permit, let user, enable user
reject: deny, refuse, turn down, decline
print: stdout print, console.log, print statement, print statements, printing
connect: connection, connecting
subscribe: listen, subscription
schedule: cron, scheduled
spawn: fork, start thread
sync: synchronise, synchronize
order: sequence
clean: cleaning
comment out: commented-out, commented out, leave commented, leaving commented, commenting out, commented
increase: raise limit, grow, enlarge, rise, go up, climb, scale up, exceed threshold
decrease: reduce, to minimum, as few as possible, keep down, lower, shrink, lessen, cut down, minimise, minimize, go down, scale down
upload: uploading, uploads, uploaded file, uploaded files
download: downloading
export: exporting
develop: implement, code up, program, coding, start coding, implementation, implementing, write code
design: architecture work
hardcode: hard-code, hard code, hard-coded, bake in, embed literally, hardwire, hard-wired
nest: nesting, nested, deeply nested, indent deeply
return early: early return, early returns, guard clause, guard clauses, exit early, early exit
concatenate: string concatenation, glue together, join strings, string formatting sql, concatenating
bind: parameterise, parameterize, parameterized, parameterised, bind parameters, prepared statement, prepared statements, placeholders, bound parameters, parameterized query, parameterized queries
interpolate: string interpolation
communicate: talk
tolerate: cope with, safe to receive, survive, withstand, safe against, resilient to, robust against, handle gracefully
fetch: retrieve, obtain, load from server, get data, data is being loaded, fetching
poll: polling
publish event: emit event, raise event
drain: draining
serve: serving
provision: set up infrastructure, stand up
automate: automation, automated, automatic, automatically, by script
simulate: emulate
fuzz: fuzzing, fuzz test
audit: auditing
track down: root cause, find cause, root-cause
respond review: answer review
stage: in stages, gradually, incrementally, step by step, staged, canary, in steps, several steps, phased, little by little, bit by bit
impersonate: act as
resume: continue, pick up where, carry on, continue where it stopped, resumable, resumed
mirror: resemble, match closely, as close as possible, as close to, look like, as similar
unmount: go away, goes away, unmounting, torn down
replay: play back
blame: point finger, find fault
react: respond to signal
collect: gather, aggregate
validate schema: check against schema, schema validation
learn: find out
teach: train person
sanitize: scrubbing
shadow: shadowing
teardown: tear down
attach: mount
onboard: onboarding
attribute: credit
"""
