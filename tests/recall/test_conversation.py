"""Talk is remembered as well as code: short dated turns, asked for in other words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from trailnote.model import DAY_NS, Memory
from trailnote.recall.asked import Query
from trailnote.recall.search import search
from trailnote.store import memories
from trailnote.store.database import open_database

START = 1_680_000_000 * 10**9
TURNS = (
    "Mara: Hey Tom! Long time no see, how have you been?",
    "Tom: Pretty good! I just got back from a hiking trip in the Dolomites with my brother.",
    "Mara: Wow, that sounds amazing. I've been busy with pottery classes every Thursday.",
    "Tom: Pottery? What are you making at the moment?",
    "Mara: A set of bowls for my mom's birthday, glazed in blue.",
    "Tom: She will love them. Did you hear that Priya adopted two kittens from the shelter?",
    "Mara: Really? What did she call them?",
    "Tom: Biscuit and Gravy, believe it or not!",
    "Mara: I applied for the nursing program at the community college last week.",
    "Tom: Congratulations, when do you hear back from them?",
    "Mara: They said by the end of June. I'm so nervous.",
    "Tom: My car broke down on the highway yesterday and I had to be towed.",
    "Mara: Oh no, was it the engine again?",
    "Tom: The transmission this time. The repair costs about 1800 dollars.",
    "Mara: My son Leo painted a sunset at the lake, and it won second prize at the school fair.",
    "Tom: That's wonderful, he is so talented.",
    "Mara: We are planning to camp at the beach with the kids in July.",
    "Tom: I started volunteering at the food bank on Saturdays.",
    "Mara: What made you decide to do that?",
    "Tom: I wanted to give something back after people helped me when I lost my job.",
    "Mara: I finished reading The Overstory, it changed how I look at trees.",
    "Tom: I'm training for a marathon in October, running four times a week.",
    "Mara: Don't overdo it, remember your knee surgery.",
    "Tom: I know, I see a physiotherapist every two weeks.",
)
ASKED = (
    ("Where did Tom go hiking?", (1,)),
    ("Which class is Mara taking on Thursdays?", (2,)),
    ("What did Mara make for her mother's birthday?", (4,)),
    ("What pets did Priya adopt?", (5,)),
    ("What are the names of Priya's kittens?", (5, 7)),
    ("Which program did Mara apply to?", (8,)),
    ("How much does the repair of Tom's car cost?", (13,)),
    ("What did Leo paint?", (14,)),
    ("Where will Mara's family go camping?", (16,)),
    ("Why did Tom begin to volunteer?", (17, 19)),
    ("Which book has Mara read?", (20,)),
    ("What is Tom training for?", (21,)),
    ("How often does Tom run?", (21,)),
    ("What prize did the painting win?", (14,)),
)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = open_database(str(tmp_path_factory.mktemp("talk")))
    for i, turn in enumerate(TURNS):
        memory = Memory(namespace="learnings", key=str(i), text=turn, created_ns=START + i * DAY_NS)
        memories.put(connection, memory, now_ns=START + i * DAY_NS)
    yield connection
    connection.close()


@pytest.mark.parametrize(("question", "wanted"), ASKED)
def test_a_question_brings_the_turn_that_answers_it(
    talk: sqlite3.Connection, question: str, wanted: tuple[int, ...]
) -> None:
    query = Query(question, limit=5, include_all=True, now_ns=START + 400 * DAY_NS)
    assert set(map(str, wanted)) & {hit.key for hit in search(talk, query)}
