"""One tokenizer for what is stored and what is asked."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailnote import terms


def test_an_identifier_gives_itself_and_its_parts() -> None:
    assert terms.words("parseHTTPRequest_v2") == ["parsehttprequest_v2", "pars", "http", "request"]
    assert terms.words("retry_clock") == ["retry_clock", "retri", "clock"]


def test_a_path_and_a_dotted_name_give_their_parts() -> None:
    assert terms.words("auth/http_client.py") == ["auth", "http_client", "http", "client", "py"]
    assert terms.words("os.path.join") == ["os", "path", "join"]


@pytest.mark.parametrize("code", ["E0502", "ERR_CONN_RESET", "TS2304", "0x80070005"])
def test_an_error_code_is_kept_whole(code: str) -> None:
    assert code.lower() in terms.words(f"it says {code}!")


def test_stop_words_and_question_words_are_left_out() -> None:
    assert terms.words("What did you do, and when was it that they did not?") == []


def test_a_contraction_leaves_nothing_behind() -> None:
    assert terms.words("it's what they don't and won't") == []


@pytest.mark.parametrize(
    "forms",
    [
        ("retry", "retries", "retried", "retrying"),
        ("cache", "caches", "cached", "caching"),
        ("run", "runs", "running"),
        ("connect", "connection", "connected", "connects"),
        ("configure", "configuration", "configured"),
        ("adopt", "adoption", "adopted", "adopting"),
        ("process", "processes", "processing"),
        ("paint", "painting", "paintings", "painted"),
        ("dependency", "dependencies"),
    ],
)
def test_forms_of_one_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({terms.stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("status", "state"), ("class", "clash"), ("news", "newer"), ("policy", "police")])
def test_different_words_keep_different_stems(pair: tuple[str, str]) -> None:
    assert terms.stem(pair[0]) != terms.stem(pair[1])


def test_cjk_text_gives_overlapping_pairs() -> None:
    assert terms.words("错误处理") == ["错误", "误处", "处理"]
    assert set(terms.words("処理")) & set(terms.words("エラー処理の方法"))


def test_accents_are_folded() -> None:
    assert terms.words("café naïve") == terms.words("cafe naive")


def test_other_scripts_are_lowered_and_kept() -> None:
    assert terms.words("Ошибка Ελλάδα") == ["ошибка", "ελλαδα"]


def test_runs_of_data_are_not_words() -> None:
    assert terms.words("a" * 65) == []


@given(st.text(max_size=200))
def test_any_text_gives_terms_that_hold_no_space_or_slash(text: str) -> None:
    for term in terms.words(text):
        assert term
        assert not set(term) & set(" /:\n")


@given(st.text(max_size=100))
def test_case_does_not_matter_to_plain_words(text: str) -> None:
    plain = "".join(c if c.isascii() and c.islower() else " " for c in text)
    assert terms.words(plain) == terms.words(plain.upper())


TRICKY = """
    relational organization happily flies hopping filing creating agreed parseHTTPRequest_v2 max_retries ties ness
    usefulness decisiveness operator formalize triplicate possible E1234 __init__ a1 x
"""
WORDS = st.text(st.sampled_from("abdegiklnorstuyABZ_09 .-"), max_size=12) | st.sampled_from(TRICKY.split())


@given(st.lists(WORDS, max_size=8).map(" ".join), WORDS)
def test_a_term_is_held_by_the_texts_that_give_it(text: str, other: str) -> None:
    given_by = set(terms.words(text))
    for term in given_by.union(terms.words(other)):
        assert terms.holds(text, term) == (term in given_by), term


ROOTS = """
    abil activ adjust agree appl archaeolog cache concurr conform creat decis depend differ digit electr fail file
    form format general grow happ hop initial log nation oper plast predic rate relat retr run secur sens stop store
    talk tie treat triplic usefull valid vis
"""
ENDINGS = """
    s es ed ing er ers y ies ied e ational tional enci ency anci izer abli ably alli ally entli ently eli ely ousli
    ousness ization ation ator alism iveness fulness aliti ality iviti ivity biliti bility icate ative alize iciti
    icity ical ful ness al ance ence ent ant able ible ement ment ion tion sion ou ism ate iti ity ous ive ize eed ll
"""


def test_a_word_has_the_stem_that_sqlites_porter_tokenizer_gives_it() -> None:
    words = sorted(
        {root + ending for root, ending in product(ROOTS.split(), ["", *ENDINGS.split()]) if len(root + ending) > 2}
    )
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE text USING fts5(word, tokenize = 'porter ascii')")
    db.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(text, 'instance')")
    db.executemany("INSERT INTO text(rowid, word) VALUES(?, ?)", enumerate(words))
    theirs = {words[row]: stem for stem, row in db.execute("SELECT term, doc FROM stems")}
    db.close()
    assert {word: terms.stem(word) for word in words} == theirs
