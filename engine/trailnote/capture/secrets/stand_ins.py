"""Values that only stand for a secret: placeholders, masks, references, templates, documented examples."""

from __future__ import annotations

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD_CHARS = _LETTERS + "0123456789_"
_READ_CHARS = 256  # a longer value is judged by its head

# Words that stand for a secret or speak of one. A value all of whose words are here is a stand-in, not a secret.
_WORDS = (
    "a abc abcd abcdef access account add admin administrator aladdin alice an and any api app application arg"
    " asdf at auth authorization aws bad bar base baz bearer bob bogus bool boolean byte bytes cert certificate"
    " change changeit changeme check ci client code confirm confirmation cookie correct created credential"
    " credentials credentialsid csrf current data database db default demo deny dev development digest disabled"
    " docker does dummy email empty enabled encrypted enter env environment example exist expired export failed"
    " fake false field file fixme foo forgot from get github gitlab goes guess guest hash hashed header here"
    " hidden hide hunter id identifier in incorrect input insert int integer internal invalid is it item jwt key"
    " keys label le let letmein literal local localhost login long main map mask masked me metadata minioadmin"
    " missing mock my mysecret mysql name new nil no none not null number object of ok old on open optional or our"
    " output param parameter pass passphrase passwd password passwords passwrd pat path pattern pg placeholder"
    " please post postgres postgresql prod production prompt provider public put query qux qwerty rabbit rabbitmq"
    " random read real redacted redis refresh remove replace required reset response root s sa salt sample secret"
    " secrets secure security see select service sesame session set shared show sign signing simple some someone"
    " something staging store str string strong stub super supersecret system t tbd temp template test tester"
    " testing tests text thing this tmp to todo token tokens totally true type typed u undefined unknown unset"
    " unused update use user username using valid value values var variable vault very weak web wrong x xxx xyz y"
    " you your yours z zzz"
)
_STAND_INS = frozenset(_WORDS.split())
_STAND_IN_PARTS = (
    "changeme", "change-me", "change_me", "change-this", "replace", "redacted", "example", "placeholder", "your_",
    "your-", "yourpass", "yourtoken", "yoursecret", "yourkey", "xxxx", "****", "....", "…", "••", "todo", "fixme",
    "insert-", "insert_", "dummy", "p@ssw0rd", "passw0rd", "s3cr3t", "abcdefgh", "0123456789", "123456789", "00000000",
    "deadbeef", "correct-horse", "correcthorse", "notreal", "not-real", "not-a-", "hunter2", "foobar", "letmein",
    "pa$$w", "p4ssw", "s3cret", "sup3rs", "trustno1", "opensesame", "swordfish", "wonderland", "topsecret", "sekret",
    "strong(!)", "@@", "__db_", "__api", "my-secret-pw", "correct horse",
)  # fmt: skip
# pieces of keys that vendors and standards print in their documentation
_DOCUMENTED = (
    "4eC39HqLyj", "BQokikJOvB", "Eby8vdM02x", "16C7e42F29", "SflKxwRJSM", "dBjftJeZ4C", "wJalrXUtnF", "je7MtGbClw",
    "ac0974bec3", "dpf43f3p2l", "kd94hf93k4", "dGhlIHNhbX", "IOSFODNN7", "I44QH8DHB", "3q2+7w==", "26d7fc2a3a",
    "C2y6yDjf5", "TJVA95OrM7", "MII_EXAMPL",
)  # fmt: skip


def is_stand_in(value: str) -> bool:
    """Say whether `value` is a placeholder, a mask, a variable reference or a template, as a whole."""
    low = value.lower()
    if len(value) < 3 or len(set(low)) < 3:
        return True
    if any(part in low for part in _STAND_IN_PARTS) or is_documented(value):
        return True
    return is_reference(value) or all_stand_in_words(low)


def is_documented(value: str) -> bool:
    """Say whether `value` is a key that everybody's documentation shows."""
    return any(part in value for part in _DOCUMENTED)


def is_reference(value: str) -> bool:
    """Say whether `value` names where the secret comes from (`${VAR}`, `{{ x }}`, `<token>`, `%VAR%`, `[redacted]`)."""
    first, last = value[0], value[-1]
    if first == "$" and len(value) > 1 and (value[1] in "{(" or value[1].isalpha() or value[1] == "_"):
        rest = value[1:]
        if rest[0] in "{(":
            return True
        # `$6$salt$hash` is a hash; `$Name` and `$env:Name` are variables
        return not rest.strip(_WORD_CHARS + ":.[]'\"-/>") and rest.count("$") == 0
    for lead, close in (("${", "}"), ("{{", "}}"), ("$(", ")"), ("<%", "%>"), ("#{", "}"), ("%(", ")")):
        at = value.find(lead)
        inner, closed, _ = value[at + len(lead) :].partition(close) if at >= 0 else ("?", "", "")
        if at == 0 or (closed and not inner.strip(_WORD_CHARS + " .:-|$'\"[]/")):
            return True
    if first == "<" and (last == ">" or ">" in value):
        return True
    if first == "%" and last == "%" and not value.strip(_WORD_CHARS + "%"):
        return True
    if first == "[" and "]" in value:
        return value[1:].split("]")[0].strip(_LETTERS + " :-_") == ""
    if first == "{" and last == "}":
        return not value.strip(_WORD_CHARS + "{}.:-! ")
    if value[:2] == "__" and value[-2:] == "__":
        return True
    if first == first.lower() and "://" in value:
        return "@" not in value
    return value.startswith(
        ("!Ref", "!Sub", "!GetAtt", "!vault", "!secret", "arn:", "op://", "vault:", "file:", "env:", "ref+", "sops:")
    )


def all_stand_in_words(low: str) -> bool:
    """Say whether a lower-case value consists of words such as `my`, `test`, `password`, `here` and a simple number."""
    run = "".join([c if "a" <= c <= "z" else " " for c in low[:_READ_CHARS]])
    words = run.split()
    if not words:
        return _plain_number(low)
    digits = "".join([c for c in low if "0" <= c <= "9"])
    if len(digits) > 4 or (
        digits and digits not in "12345678901" and digits not in ("42", "2024", "2025", "2026", "007", "00", "000")
    ):
        return False
    return all(word in _STAND_INS or _compound(word) for word in words)


def _compound(word: str) -> bool:
    """Say whether `word` is several stand-in words written as one: `rootpassword`, `mysecretpassword`."""
    reached = {0}
    for end in range(2, min(len(word), 40) + 1):
        if any(
            start in reached and end - start > 1 and word[start:end] in _STAND_INS
            for start in range(max(0, end - 14), end - 1)
        ):
            reached.add(end)
    return len(word) in reached


def _plain_number(low: str) -> bool:
    digits = "".join([c for c in low if c.isdigit()])
    return len(digits) < 4 or digits in "1234567890123456" or digits in "9876543210"


def is_pattern(value: str) -> bool:
    """Say whether `value` is a regular expression or a format."""
    return len(value) < 50 and any(
        part in value
        for part in ("\\w", "\\d", "\\s", "\\b", "[A-Z", "[a-z", "[0-9", "[^", "(?", ".*", "%s", "%d", "{}", "{0}")
    )
