"""What comes back, in which order, and when nothing does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from trailnote.errors import UsageError
from trailnote.model import DAY_NS, Memory, Provenance
from trailnote.recall.asked import Query
from trailnote.recall.search import Hit, merge, search
from trailnote.store import memories
from trailnote.store.database import open_database

NOW = 1_700_000_000 * 10**9
CAKE = "How do I bake a chocolate cake with three layers and a raspberry filling?"

COMMITS = (
    ("auth/http: stop retrying on 4xx", "The client retried requests itself, so a failed login was sent nine times.",
     ("auth/http.py", "tests/test_http.py"), ("RetryPolicy", "max_attempts", "send_request")),
    ("Freeze the clock in session tests", "test_login_expiry failed near midnight because it read the wall clock.",
     ("tests/conftest.py", "tests/test_session.py"), ("freeze_time", "utcnow", "SessionToken")),
    ("cart: round prices half to even", "Totals differed by a cent from the invoice service.",
     ("shop/cart.py", "shop/money.py"), ("Decimal", "ROUND_HALF_EVEN", "total_price")),
    ("Cache thumbnails by content hash", "The image server scaled the same picture for each visitor.",
     ("media/thumbs.py",), ("thumbnail_key", "sha256", "ImageCache")),
    ("docs: how to run the migration by hand", "", ("docs/migrate.md",), ()),
    ("search: fold accents before indexing", "Customers who typed cafe did not find café.",
     ("search/index.py", "search/fold.py"), ("fold_accents", "unicodedata", "Indexer")),
)  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path))
    yield connection
    connection.close()


@pytest.fixture
def shop(db: sqlite3.Connection) -> sqlite3.Connection:
    """Return a store of six commits, a day apart."""
    for i, (subject, body, files, symbols) in enumerate(COMMITS):
        at_ns = NOW - (len(COMMITS) - i) * DAY_NS
        memory = Memory(
            namespace="resolutions", key=f"{i:040x}", title=subject, text=f"{subject}\n\n{body}", files=files,
            symbols=symbols, created_ns=at_ns, provenance=Provenance("observed", [f"commit:{i:040x}"]),
        )  # fmt: skip
        memories.put(db, memory, now_ns=at_ns)
    return db


def put(
    db: sqlite3.Connection, key: str, text: str, *, namespace: str = "learnings", state: str = "candidate"
) -> Memory:
    memory = Memory(namespace=namespace, key=key, text=text, state=state)
    memories.put(db, memory, now_ns=NOW)
    return memory


def titles(db: sqlite3.Connection, text: str, *files: str) -> list[str]:
    return [hit.title for hit in search(db, Query(text, files, now_ns=NOW))]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("login requests are retried too often when the server says 403", 0),
        ("why does test_login_expiry fail near midnight?", 1),
        ("the invoice and the cart differ by a cent, check the rounding of prices", 2),
        ("thumbnails are scaled again for each visitor", 3),
        ("fold_accents breaks the Indexer", 5),
    ],
)
def test_a_prompt_about_a_commit_brings_it_first(shop: sqlite3.Connection, asked: str, wanted: int) -> None:
    assert titles(shop, asked)[:1] == [COMMITS[wanted][0]]


@pytest.mark.parametrize(
    "asked",
    [CAKE, "", "hello", "please continue", "Write a poem about autumn leaves falling on a quiet lake",
     "Upgrade the kubernetes ingress controller to the newest helm chart"],
)  # fmt: skip
def test_a_prompt_about_nothing_here_brings_nothing(shop: sqlite3.Connection, asked: str) -> None:
    assert titles(shop, asked) == []


def test_in_a_store_of_one_commit_its_subject_hits_and_another_does_not(db: sqlite3.Connection) -> None:
    memory = Memory(
        namespace="resolutions", key="a" * 40, text="Freeze the clock in retry tests", files=("tests/t.py",)
    )
    memories.put(db, memory, now_ns=NOW)
    assert titles(db, "the retry tests flake, should we freeze the clock?") == ["Freeze the clock in retry tests"]
    assert titles(db, "add a dark mode switch to the settings page") == []


def test_one_shared_word_is_enough_to_be_found_but_not_to_be_told_unasked(shop: sqlite3.Connection) -> None:
    assert titles(shop, "thumbnails") == ["Cache thumbnails by content hash"]
    assert search(shop, Query("thumbnails", least_terms=2, now_ns=NOW)) == []


def test_files_under_edit_bring_what_touched_them(shop: sqlite3.Connection) -> None:
    assert titles(shop, "", "media/thumbs.py") == ["Cache thumbnails by content hash"]
    assert titles(shop, "", "no/such_file.py") == []


def test_what_changes_with_a_file_is_told_to_who_works_on_it_not_to_who_uses_a_word_of_its_path(
    shop: sqlite3.Connection,
) -> None:
    note = Memory(
        namespace="code-context", key="file/shop/invoice.py", files=["shop/invoice.py"], tags=["changes-together"],
        text="shop/invoice.py usually changes together with shop/vat.py (5 of 6 commits).",
    )  # fmt: skip
    memories.put(shop, note, now_ns=NOW)
    assert note.id not in [hit.id for hit in search(shop, Query("invoice vat", now_ns=NOW))]
    assert note.id in [hit.id for hit in search(shop, Query("invoice vat", ["shop/invoice.py"], now_ns=NOW))]


def test_the_reason_names_words_and_files(shop: sqlite3.Connection) -> None:
    (hit, *_) = search(shop, Query("cart totals are a cent off the invoice", ("shop/cart.py",), now_ns=NOW))
    assert "touches shop/cart.py" in hit.why
    assert "cent" in hit.why


def test_the_reason_names_the_part_of_an_identifier_that_is_shared(shop: sqlite3.Connection) -> None:
    memories.put(shop, Memory(namespace="decisions", key="a", text="Retries are counted by the caller."), now_ns=NOW)
    (hit, *_) = search(shop, Query("max_retries_count", include_all=True, now_ns=NOW))
    assert hit.why == "words: retries"
    (hit, *_) = search(shop, Query("retries", now_ns=NOW))
    assert hit.why == "words: retries"


def test_all_lifts_the_floor(shop: sqlite3.Connection) -> None:
    query = Query("kubernetes ingress server", include_all=True, now_ns=NOW)
    assert search(shop, query)


@pytest.mark.parametrize("state", ["rejected", "superseded"])
def test_what_was_rejected_or_superseded_never_comes_back(db: sqlite3.Connection, state: str) -> None:
    memory = put(db, "a", "freeze the clock in retry tests")
    memories.set_state(db, memory.n, state, now_ns=NOW)
    for mode in ("auto", "lexical", "simhash"):
        assert search(db, Query("freeze the clock", mode=mode, include_all=True, now_ns=NOW)) == []


def test_what_has_expired_never_comes_back(db: sqlite3.Connection) -> None:
    put(db, "a", "freeze the clock in retry tests", namespace="ephemeral")
    query = Query("freeze the clock in retry tests", include_all=True, now_ns=NOW)
    assert len(search(db, query)) == 1
    query.now_ns = NOW + 2 * DAY_NS
    assert search(db, query) == []


def test_only_the_asked_namespaces_answer(db: sqlite3.Connection) -> None:
    put(db, "a", "freeze the clock in retry tests")
    put(db, "a", "freeze the clock in retry tests", namespace="decisions")
    hits = search(db, Query("freeze the clock", namespaces=("decisions",), now_ns=NOW))
    assert [hit.namespace for hit in hits] == ["decisions"]


def test_one_decision_is_found_among_many_commits_that_share_more_words(db: sqlite3.Connection) -> None:
    for i in range(400):
        put(db, str(i), f"the clock in retry test number{i} is frozen", namespace="resolutions")
    put(db, "d", "clock policy: monotonic everywhere", namespace="decisions")
    query = Query("the clock in retry tests is frozen", namespaces=("decisions",), include_all=True, now_ns=NOW)
    assert [hit.key for hit in search(db, query)] == ["d"]


def test_of_two_equal_notes_the_decision_stands_above_the_session_s(db: sqlite3.Connection) -> None:
    put(db, "a", "freeze the clock in retry tests", namespace="decisions")
    put(db, "b", "freeze the clock in retry tests", namespace="session")
    hits = search(db, Query("freeze the clock in retry tests", now_ns=NOW))
    assert [hit.namespace for hit in hits] == ["decisions", "session"]


def test_before_hides_what_was_not_there_yet(shop: sqlite3.Connection) -> None:
    asked = Query("thumbnails are scaled again for each visitor", include_all=True, now_ns=NOW)
    asked.before_ns = NOW - 3 * DAY_NS
    assert "Cache thumbnails by content hash" not in [hit.title for hit in search(shop, asked)]


def test_cjk_text_finds_itself(db: sqlite3.Connection) -> None:
    put(db, "a", "登录重试时冻结时钟,否则测试会失败")
    put(db, "b", "图片缓存使用内容哈希")
    assert [hit.key for hit in search(db, Query("测试失败:登录重试", now_ns=NOW))][:1] == ["a"]


def test_simhash_mode_finds_the_near_duplicate(db: sqlite3.Connection) -> None:
    put(db, "a", "freeze the clock in every test that retries a request")
    put(db, "b", "prices are rounded half to even before they are summed")
    hits = search(db, Query("freeze the clock in each test that retries requests", mode="simhash", now_ns=NOW))
    assert [hit.key for hit in hits] == ["a"]
    assert hits[0].score > 0.72


def test_vector_mode_compares_vectors_of_one_model_only(db: sqlite3.Connection) -> None:
    from trailnote.recall import vectors

    one, other = put(db, "a", "alpha"), put(db, "b", "beta")
    vectors.put(db, one.n, [1.0, 0.0, 0.1], model="m1")
    vectors.put(db, other.n, [1.0, 0.0, 0.0], model="m2")
    query = Query("x", mode="vector", vector=[2.0, 0.0, 0.0], vector_model="m1", now_ns=NOW)
    hits = search(db, query)
    assert [hit.key for hit in hits] == ["a"]
    assert hits[0].score == pytest.approx(0.995, abs=0.001)
    assert vectors.waiting(db, "m1") == 1


def test_a_near_meaning_is_found_without_a_shared_word(db: sqlite3.Connection) -> None:
    from trailnote.recall import vectors

    far, near = put(db, "a", "prices are rounded half to even"), put(db, "b", "freeze the clock in retry tests")
    vectors.put(db, far.n, [0.0, 1.0], model="m")
    vectors.put(db, near.n, [1.0, 0.1], model="m")
    query = Query("suspend time", vector=[1.0, 0.0], vector_model="m", now_ns=NOW)
    assert [hit.key for hit in search(db, query)] == ["b"]
    query.mode = "lexical"
    assert search(db, query) == []


def test_vector_mode_without_a_vector_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="embedding_model"):
        search(sqlite3.connect(":memory:"), Query("x", mode="vector", now_ns=NOW))


def test_an_unknown_mode_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="auto, lexical, simhash, vector"):
        search(sqlite3.connect(":memory:"), Query("x", mode="psychic", now_ns=NOW))


def hit(key: str, score: float) -> Hit:
    row = (1, f"m-{key}", "learnings", key, key, key, "[]", "[]", "candidate", 0, NOW, "{}", "own", "", "{}")
    return Hit(row, score=score, why="")


def test_merging_keeps_the_best_of_a_key_and_prefers_the_project_a_little() -> None:
    merged = merge([hit("a", 0.70), hit("b", 0.30)], [hit("a", 0.72), hit("b", 0.90), hit("c", 0.5)])
    assert [(h.key, round(h.score, 2)) for h in merged] == [("b", 0.9), ("a", 0.75), ("c", 0.5)]


def test_merged_scores_stay_within_one() -> None:
    assert merge([hit("a", 0.99)], [])[0].score == 1.0


def test_a_hit_by_a_path_names_the_file_that_shares_a_word(db: sqlite3.Connection) -> None:
    files = ["CLAUDE.md", "auth/session.py", "cart.py"]
    memories.put(db, Memory(namespace="resolutions", key="0" * 40, text="Begin the shop", files=files), now_ns=NOW)
    (hit,) = search(db, Query(text="session clock", include_all=True, now_ns=NOW))
    assert hit.why == "code: auth/session.py"
