"""What engineering rules speak of: classes of nouns that name one thing. The format is that of `words_actions`."""

THINGS = """
[0.3]
option: flag, flags, option, options, command-line flag
state: condition
code: source, source code, codebase, code base, implementation code, line of code, lines of code
project: repository, repo, repositories, workspace
data: information, content, contents
value: datum
thing: something, anything, item, stuff, object, entity
case: situation, scenario
way: manner, means, approach, option for
part: piece, section, portion
place: location, spot where
people: person, somebody, someone, anyone, anybody, others, other people, colleague, colleagues, teammate, teammates, developer, developers, engineer, engineers, team
machine: computer, laptop, box, workstation
work: task, tasks, effort, activity, operation, operations, step, steps
system: application, app, program, software, programme
tool: utility, tooling
kind: type of, sort of, sorts of, kinds of
result: outcome, results
feature: functionality, capability, features
line: row of text
process: procedure
practice: habit
name of: names of
set of: collection of, group of
need for: needs for
level: degree
detail: specifics, particulars
problem: trouble, difficulty, issue with
change set: changes, diff, patch set, edits, modifications, changeset

[1]
dataset: data set, datasets, data sets, corpus
test: tests, test suite, test case, test cases, all tests, whole test suite, full test suite, entire test suite, suite, specs, testing code
unit test: unit tests, unit-test, unit-tests
integration test: integration tests, integration testing
end-to-end test: e2e, e2e test, e2e tests, end-to-end, end to end, end-to-end tests, browser tests, ui tests, ui test, system tests
regression test: regression tests, test for bug, test that reproduces, test reproducing
failing test: red test, test that fails, failing unit test, broken test
flaky: flake, intermittent, unstable, nondeterministic, non-deterministic, unreliable, sporadic, randomly failing
fixture: fixtures, setup code
bug: defect, bugs, faults
error: exception, exceptions, errors, failure, failures, err
error message: message of error, error text, error output, error messages
traceback: stack trace, stacktrace, backtrace, call stack, stack traces
root cause: underlying cause, real cause, actual cause, source of problem
symptom: symptoms, surface effect
pull request: pr, prs, merge request, mr, mrs, pull requests, merge requests, patch for review
commit message: commit messages, commit description, message of commit, commit log message
main branch: master, trunk, main, default branch, mainline
branch: branches
feature branch: topic branch, feature branches, topic branches, separate branch, dedicated branch, own branch
shared branch: public branch, common branch, branch others use, shared branches
force push: force-push, force pushing, push --force, push with force, rewrite history, rewriting history, force-pushing
history: git log, past commits
worktree: worktrees, git worktree
ticket: issue, issues, tickets, bug report, story, issue number, ticket number
changelog: release notes, change log, changelog.md, changelog entry
readme: readme.md, read-me
breaking change: breaking changes, incompatible change, incompatible changes, breaks compatibility, api break, breaks api
dependency: package, library from outside, third-party package, third-party library, third party library, third-party libraries, external library, external libraries, external package, external packages, dependencies, packages, third-party dependency, external dependency, third-party module
semantic version: semver, semantic versioning, semantic versions
version number: package version
library: libraries, lib, libs
lockfile: lock file, package_lock.json, poetry.lock, cargo.lock, yarn.lock, package lock.json, lock files, lockfiles, package lock
module: modules, source file, source files
file: files
folder: directory, directories, folders
temporary file: temp file, tmp file, temporary files, temp files, tmp files, tempfile, scratch file, scratch files
config: configuration, settings, setting, configs, preferences, required setting, required settings, configuration value, configuration values, config value, config values
config file: settings file, configuration file, config files, configuration files
environment variable: environment variables, env var, env vars, environment, env variable, env variables, process environment
secret: secrets, credential, credentials, api key, api keys, password in code, passwords in code, sensitive value, sensitive values, access key, access keys, private key, private keys
password: passwords, passphrase
token: auth token, access token, tokens, access tokens, auth tokens
vault: secrets manager, secret manager, secret store, secrets store, key vault, secret storage, secrets vault
personal data: pii, personal information, personally identifiable information, private data, sensitive data, user data, customer data, sensitive information, personal details
version control: git repository, git repo, source control, vcs, git history
database: db, databases, data base, datastore
table: tables, database table, db table
column: columns, field of table, database column
row: record, records, rows, tuple in table
row by row: one row at a time, one at a time, one by one, individually, single rows, one after another, separately one, each row separately, per row, for each row
foreign key: foreign keys, fk
primary key: primary keys, pk
transaction: transactions, atomic unit, database transaction
connection pool: pooled connections, pooling, connection pooling, pool, pooled
n+1: n+1 query, n+1 queries, n + 1, n+1 problem, query per row, query per item, one query per row, query in loop, queries in loops, queries in loop, query inside loop
read replica: replica, replicas, read replicas, secondary database, read-only copy
schema: data model, schemas
sql injection: sqli, injection attack, injection attacks
star: select *, all columns, every column
timeout: time limit, deadline, time-out, timeouts, max duration, maximum duration, upper time bound
delay: pause between, interval between, wait between
request: http call, http request, http requests, api call, api calls, http calls, web request, requests, network call, network calls, network request, network requests, remote call, remote calls, api request, api requests
response: reply, responses, http response
request id: correlation id, trace id, request's id, request identifier, correlation identifier, request's correlation id, request ids
user id: user identifier
header: headers, http header
body: payload, bodies
endpoint: endpoints, route, routes, api endpoint, url handler
handler: handlers, controller, controllers, view function, request handler
api: apis, interface of service, public interface
webhook: webhooks, callback url, push notification from service
queue: message queue, queues, job queue
message: messages
consumer: consumers, subscriber, message handler
dead letter queue: dead-letter queue, dlq, dead letter
job: jobs, background job, background task, background jobs, worker task, background tasks, batch job
worker: workers
service: services, microservice, microservices, backend service
external service: third-party service, third party service, external services, third-party services, third party services, other services, other service, remote service, external api, external apis, third-party api, third-party apis, external system, external systems, outbound, outside service, outgoing, upstream service, downstream service, upstream, downstream
circuit breaker: circuit-breaker, breaker
feature flag: toggle, feature toggle, feature flags, feature switch, toggles, feature toggles, switch in config, feature gate
incomplete: unfinished, half-finished, half done, half-done, not finished, wip, work in progress, partial, not complete
timestamp: timestamps, point in time, datetime, datetimes, date and time, times
clock: time, depend on time, time-dependent, system clock, current time, wall clock, system time
date: dates, calendar date
time zone: timezone, tz, timezone-aware, time zones, timezone aware, tz-aware, zone aware, aware datetime
utc: universal time, gmt, coordinated universal time
iso 8601: iso8601, iso-8601, iso format, iso dates
money: currency, monetary amount, amount of money, monetary, monetary amounts, price, prices, monetary values, amounts of money, financial amount, financial amounts
float: floating point, floats, floating-point, floating point number, floating point numbers, double precision
decimal: decimals, decimal type
integer: integers, int, whole number, ints, whole numbers
string: strings, str, text value
boolean: bool, true/false
list: lists, array, arrays
default argument: default arguments, default parameter, default argument value, default value, default values, default parameter value, argument defaults, parameter defaults, default parameters
argument: parameter, param, arguments, parameters, params, args
return value: result of function, returned value
reference: references, pointer to
magic number: magic numbers, unnamed number, unexplained number, literal number, bare number, bare numbers, unexplained numbers, hard-coded number, hard-coded numbers, magic value, magic values, numeric literal, numeric literals
constant: constants, named constant, named constants
variable: variables
name: identifier, identifiers, variable name, variable names, naming
global: globals, global variable, global variables, global state, module-level state, module level state, module-level variable
singleton: singletons, global instance, global singleton, global singletons
function: functions, method, methods, routine, subroutine, func, helper function
class: classes, type definition
interface: abstraction, abstractions, interfaces, abstract type, protocol class, abstract interface
concrete: concrete implementation, concrete class, concretion, concrete classes, concrete types, concrete implementations
inner working: implementation detail, implementation details, internals, inner workings, internal detail, internal details, how it is implemented
behaviour: behavior, observable behaviour, observable behavior, behaviours, behaviors, what it does, what code does
business logic: domain logic, business rules, business rule, domain rules
side effect: side effects, side-effect
pure: side-effect free, side effect free, purity
dead code: unused code, unreachable code, obsolete code, code nobody uses, code that is no longer used, unused functions
unused: no longer used, not used, not needed, unneeded, nobody uses, no longer needed, unnecessary
comment: comments, code comment, inline comment
docstring: docstrings, doc comment, doc string
example: examples, sample, samples, snippet, snippets
log: logs, logfile, log file, log files
log level: logging level, log levels, verbosity, log verbosity
structured log: structured logs, structured logging, json logs, json logging, structured json, logs as json, json log, logs in json, machine-readable logs, machine readable logs, structured format log
metric: metrics, measurements
dashboard: dashboards, graphs
trace: tracing, spans
error rate: rate of errors, error rates, failure rate
latency: response time, response times
ci: continuous integration, ci pipeline, build pipeline, pipeline, pipelines, build server, ci server, ci job, ci jobs, ci build, cicd, ci/cd
build: builds, compile step
image: images, picture, pictures, photo, photos
docker image: container image, base image, docker images, container images, base images
container: containers, docker container
root: root user, superuser, uid 0, administrator rights, privileged user
digest: sha, sha256, commit sha, content hash
server: servers
client: clients
frontend: front end, front-end, client side, client-side, browser code
backend: back end, back-end, server side, server-side
browser: browsers, web browser
user: users, end user, end users, customer, customers
input: inputs, user input, user-supplied, user-provided, user supplied, what users enter, user entered, incoming data, form input, input data
output: outputs
boundary: edge of system, where it enters system, entry point, where data enters, system boundary, edges of system, entry points, trust boundary, where it comes in, point of entry, where they enter system, at edge
credential check: login attempt, login attempts
csp: content-security-policy, content security policy
tls: https, ssl, encrypted connection, encrypted channel
html: markup
template: templates
component: components, widget, widgets
hook: hooks
pre-commit hook: pre-commit hooks, precommit, pre-commit
event loop: main loop, async loop
thread: threads
child process: subprocess, subprocesses, child processes, spawned process, external command
exit code: return code, exit status, status code of process, exit codes, return codes
standard error: stderr
standard output: stdout
cli: command line, command-line, command line tool, command-line tool, cli tool, cli tools, command-line tools
dry run: dry-run, dry-run mode, preview mode, rehearsal mode, simulation mode, --dry-run
shell script: shell scripts, bash script, bash scripts, shell
context manager: with block, with statement, with-statement, context managers, with-block
finally block: finally, finally clause, try/finally, try finally
memory: ram
disk space: free space, space on disk, room on disk, free disk
race: race condition, race conditions
rename: atomic rename, os.replace
generator: generators, lazy iterator
encoding: charset, character set, character encoding
locale: locales
path: paths, file path, file paths
absolute path: absolute paths, full path, full paths
relative path: relative paths
url: urls, link address, web address
generated file: generated files, generated code, build artifact, build artifacts, machine-generated files, autogenerated files
data class: dataclass, dataclasses
container type: holder, data holder, data container, data containers, data holders, value object, value objects, containers for data
type: types
any type: any
blob: binary, blobs, binaries, binary data, binary blob, binary blobs
ripgrep: rg
foreign key: foreign key constraint
enum: enums, enumeration, enumerations
data structure: data structures
wildcard import: wildcard imports, star import, star imports, import *, from x import *
explicit import: explicit imports
fallback: default behaviour
decision: decisions, architectural decision, architecture decision, architectural decisions, design decision, design decisions, design choice, design choices
adr: adrs, decision record, decision records, architecture decision record, architecture decision records
requirement: requirements, spec, specification, acceptance criteria, specs
review request: request review, ask for review, requesting review, ask others to review, ask for reviews, ask someone to review
reason: why, rationale
reviewer: reviewers
feedback: review comment, review comments
question: questions
edge case: edge cases, corner case, corner cases, boundary case, boundary conditions, boundary condition, boundary cases, unusual inputs
happy path: success path
production: prod, live system, live environment, live
staging: preproduction, pre-production, staging environment
development: dev, dev environment, local development
incident: outage, outages, incidents, production failure
postmortem: post-mortem, postmortems, post-mortems, incident review, incident report, retrospective
runbook: playbook, runbooks, playbooks
on-call: pager duty
rollback: rollback plan, roll-back, back-out plan
health check: health endpoint, healthcheck, health checks, healthz
infrastructure: infra, servers and networks
resource limit: resource limits, cpu and memory limits, memory and cpu limits
networking: network
permission: permissions, rights, privileges, privilege, access rights
least privilege: least-privilege, minimal permissions, only permissions needed, minimum permissions, permissions that are needed, only permissions that are needed, as few permissions, fewest permissions, minimal rights, no more rights than
vulnerability: vulnerabilities, cve, cves, known vulnerabilities, security issue, security issues, security hole, security holes
license: licence, licences, licenses
cycle: circular, circular import, circular dependency, circular dependencies, circular imports, cyclic, cyclic import, import cycle, import cycles, import each other, dependency cycle, cyclic imports
wrapper: adapter, facade
pattern: patterns, idiom
convention: conventions, house style, style guide, project style, coding style, existing style
principle: principles
assumption: assumptions
prompt: prompts
model: llm, language model
agent: agents, coding agent
subagent: subagents, sub-agent, sub-agents
plan: plans
hypothesis: hypotheses, theory
whitespace: spaces at ends, leading and trailing spaces, trailing whitespace, surrounding whitespace, white space
email: e-mail, email address, email addresses, emails
indentation: indent, indenting
session: sessions
cookie: cookies
cors: cross-origin
alt text: alt attribute, alternative text, alt attributes, text alternative
semantic html: semantic html elements, semantic tags, semantic markup, semantic elements, semantic html tags
loading state: spinner, loading indicator, progress indicator, loading spinner
search box: search input, search field
duplicate: duplicates, double, twice, more than once, duplicated message, duplicate messages, repeated delivery
large file: big file, large files, big files, huge file, huge files
bottleneck: hot spot, hotspot, hot path
complexity: complicated
naming: nomenclature
technical debt: tech debt
helper: helpers, utility function, helper function, helper functions, utility functions, utilities
regular expression: regex, regexes, regexp, regular expressions, regexps
allow list: allowlist, whitelist, allowlists, allow lists, safelist
block list: blocklist, denylist, blacklist, deny list, deny lists, blocklists, denylists, block lists
certificate: cert, certs, certificates
attribute: attributes, property, properties
progress: advancement
license header: copyright header
stable id: stable identifier
retry count: number of retries, number of attempts
"""
