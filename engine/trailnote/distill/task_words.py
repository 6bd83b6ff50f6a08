"""Words of software work by what they mean, so that a task asked for in other words is still recognised.

One line is one meaning: its name, a colon, its words; an indented line goes on with the one above. A word may stand
in several lines. Words that name parts of a product (cart, invoice) are not here: they have to be the same.
"""

from __future__ import annotations

# A meaning that begins with "!" is what is done (a verb of work): it says little about which task it was.
MEANINGS = """
!fix: fix repair mend resolve solve correct patch hotfix debug bug bugfix defect regression issue wrong incorrect
    misbehave broken stop
!add: add implement create introduce support enable provide expose new feature allow offer extend write need want
    let make build put
!remove: remove delete drop eliminate strip purge discard rid prune retire kill cut
!change: change modify update adjust alter tweak edit revise turn
!rename: rename renaming call named naming name
!people: user people person someone everyone customer team developer operator
!show: show display present print list
!investigate: investigate find analyse analyze diagnose look understand why
refactor: refactor restructure cleanup clean tidy simplify reorganise reorganize rework rewrite extract split
    decouple modularise modularize untangle apart smaller separate break monolith divide structure class
move: migrate migration port convert switch move transition replace swap transfer
upgrade: upgrade bump newer newest latest version major minor release outdated
fail: fail failing failed failure red broken crash crashing error exception raise raised throw thrown traceback
    explode blow die abort fall
test: test testing spec suite unittest pytest jest coverage assertion check e2e tested cover verify regression
flaky: flaky intermittent unstable random randomly nondeterministic sometimes sporadic unreliable stabilise
    stabilize occasionally
timeout: timeout timed hang hanging stuck stall freeze deadlock wait block
retry: retry retries retried reattempt backoff again resend attempt attempted repeat
performance: duration reduce optimise optimize optimisation optimization speed faster fast slow slowness slowly
    performance perf latency quick quicker accelerate efficient bottleneck throughput sluggish lag cpu
database: database db sql query postgres postgresql mysql sqlite orm table repo repository index join record row
schema: schema migration migrate alembic column ddl field
document: document docs doc documentation readme guide explain describe docstring manual tutorial howto wiki
configure: config configuration configure configurable setting option preference env environment parameter toml yaml
    ini adjustable
page: pagination paginate paginated page paging cursor offset
screen: screen page view ui interface frontend component widget panel window
api: api endpoint route rest http controller handler resource graphql rpc url caller request call
global: global module-level singleton mutable variable shared state static
log: log logging logger logged structlog print line trail
metric: metric monitoring telemetry prometheus statistics stat instrument instrumentation observability counter
    gauge measure
trace: trace tracing span opentelemetry
validate: validate validation validator sanitise sanitize verify reject refuse invalid malformed bad input
    constraint check
handle: exception handle handling graceful gracefully catch swallow rescue error cope tolerate survive robust absent
    missing
cache: cache caching cached memoise memoize memo lru redis
concurrency: overwrite concurrent concurrency parallel async asynchronous await thread threading race lock locking
    mutex simultaneous nonblocking coroutine
memory: memory leak ram oom footprint allocation heap eat grow
security: security secure vulnerability vulnerable cve xss csrf injection exploit harden unsafe attack
escape: escape escaping sanitise sanitize html injection xss quote
encrypt: encrypt encryption decrypt cipher crypto tls ssl https certificate plaintext
hash: hash hashing bcrypt digest checksum sha md5
auth: auth authenticate authentication login signin logon oauth oidc sso jwt credential password token session
permission: permission authorise authorize authorization role rbac acl access privilege forbidden admin
    administrator owner restrict
locale: i18n internationalisation internationalization locale localise localize translation translate l10n language
    multilingual german french spanish english chinese japanese
encoding: encoding unicode utf-8 utf8 charset emoji umlaut accent ascii
style: css style styling layout font design look theme
theme: theme dark light colour color palette
responsive: responsive mobile phone small tablet
accessible: accessibility a11y accessible aria screenreader keyboard
email: email mail smtp notification notify message alert newsletter
upload: upload uploading attachment multipart file
export: download downloading export exporting save csv xlsx excel spreadsheet report pdf
import: import importing importer ingest load loading csv bulk read
parse: parse parser parsing tokenise tokenize lexer grammar syntax decode deserialize deserialise read
serialise: serialise serialize serializer serialiser json marshal encode dump
date: date time timezone utc timestamp clock datetime calendar dst hour day daylight abroad
schedule: schedule scheduler scheduling cron job periodic recurring timer nightly
background: background worker process daemon queue job celery task
queue: queue message broker kafka rabbitmq consumer producer
event: event webhook hook callback subscribe listener signal publish trigger
ci: ci pipeline workflow actions jenkins continuous gitlab
deploy: deploy deployment release rollout ship publish production prod staging
container: docker dockerfile container containerise containerize image compose k8s kubernetes helm pod
build: build compile compilation bundle bundler webpack vite make cmake package
type: type typing typed mypy typescript annotation annotate hint pyright
lint: lint linter linting ruff eslint flake8 format formatting formatter prettier black style
dependency: dependency deps dep package library requirement lockfile pin vendored
cli: cli command commandline terminal flag argument argparse subcommand option prompt console
progress: progress bar spinner percent feedback indicator status
search: search find lookup searching fulltext
sort: newest oldest first latest alphabetical sort sorting sorted order ordering rank ranking arrange
filter: filter filtering narrow select where facet
limit: limit throttle throttling ratelimit cap quota ceiling
duplicate: duplicate dedupe deduplication deduplicate repeated twice unique uniqueness double
unused: unused dead unreachable obsolete leftover nobody
deprecated: deprecated deprecation legacy obsolete old outdated
null: null none nil undefined missing empty absent blank
round: round rounding precision decimal float cents
overflow: overflow underflow boundary edge off-by-one range bounds
stream: stream streaming websocket sse realtime live chunk chunked
transaction: transaction transactional atomic rollback commit consistency
toggle: toggle flag feature switch experiment option
health: health healthcheck liveness readiness ping heartbeat
backup: backup restore snapshot dump archive
start: startup start boot instance launch spawn begin launch initialise initialize initialization bootstrap setup
    init
stop: shutdown stop exit terminate quit close teardown
mock: mock mocking stub fake fixture double
example: example sample demo snippet
comment: comment docstring annotation
message: message wording text copy label typo spelling phrase
visibility: private public visibility internal
link: link redirect href slug permalink
image: picture photo thumbnail avatar resize image
chart: chart graph plot diagram dashboard visualisation visualization
price: price pricing cost discount tax vat total amount
pay: payment pay charge stripe refund
account: account profile member signup register registration
form: form field input submit modal dialog
network: network socket connection connect proxy dns client
retrieve: fetch retrieve get pull load
store: store save persist keep record storage persistence
compress: compress compression gzip zip minify shrink smaller bandwidth
secret: secret credential password token key redact mask hide leak expose sensitive
size: size large big huge reduce bloat
warn: warning warn noisy
seed: seed populate factory
branch: branch merge rebase git
windows: windows path backslash crlf newline
plugin: plugin extension addon
template: template templating jinja render rendering
abstraction: interface abstract protocol contract
inject: inject injection container wire
constant: constant magic hardcoded literal
circular: circular cycle cyclic
idempotent: idempotent idempotency replay
service: service manager server backend daemon
signature: sign signature signed verify
undo: undo revert rollback cancel restore
history: history audit changelog revision version
preview: preview draft dry
count: count counter total number
tag: tag label category
sync: sync synchronise synchronize replicate mirror
"""

# Several words that mean one thing, as lower-case text, and the word that stands for them.
PHRASES = """
over and over=repeated
plain text=plaintext
break apart=split
god object=monolith
page by page=pagination
one page at a time=pagination
in pages=pagination
get rid of=remove
take out=remove
throw away=remove
clean up=cleanup
tidy up=tidy
take too long=slow
takes too long=slow
too slow=slow
take forever=slow
takes forever=slow
takes ages=slow performance
speed up=speed
speed it up=speed
time out=timeout
times out=timeout
timed out=timeout
timing out=timeout
sign in=signin
log in=login
logs in=login
logging in=login
sign up=signup
module-level=module-level
module level=module-level
rate limit=ratelimit
rate-limit=ratelimit
command line=commandline
command-line=commandline
type hint=annotation
dark mode=dark theme
out of memory=oom
race condition=race
off by one=off-by-one
dead code=unused
error handling=exception
health check=healthcheck
feature flag=toggle
how to=howto
set up=setup
shut down=shutdown
shuts down=shutdown
start up=startup
starts up=startup
look up=lookup
stack trace=traceback
blow up=crash
blows up=crash
falls over=crash
fall over=crash
open source=opensource
unit test=unittest
end to end=e2e
end-to-end=e2e
screen reader=screenreader
time zone=timezone
brought up to date=upgrade
up to date=upgrade
in parallel=parallel
at the same time=simultaneous
magic number=constant
"""
