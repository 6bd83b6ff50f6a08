"""The values of an exported line, checked and cleaned; ValueError for what is of a wrong type, out of range or outside.

An import may be anybody's: no text of it is stored before secrets were taken out, wherever in the line it stands.
"""

from __future__ import annotations

import array
import base64
import json
import math
import ntpath
import posixpath
import re

from trailnote.capture.redact import find_secrets
from trailnote.model import NAMESPACES, STATES, Memory, Provenance, expiry_ns
from trailnote.store import memories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Clean = Callable[[str], str]

PLAIN = (
    "id", "namespace", "key", "title", "text", "state", "pinned", "created_ns", "updated_ns", "used_ns", "uses",
    "expires_ns", "sightings", "author", "origin", "branch", "fingerprint", "salience", "facts",
)  # fmt: skip
_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,), "namespace": (str,), "key": (str,), "title": (str,), "text": (str,), "state": (str,),
    "pinned": (bool,), "created_ns": (int,), "updated_ns": (int,), "used_ns": (int,), "uses": (int,),
    "expires_ns": (int, type(None)), "sightings": (int,), "author": (str,), "origin": (str,), "branch": (str,),
    "fingerprint": (int, type(None)), "salience": (int, float), "facts": (dict,),
}  # fmt: skip
_NAMES = ("files", "symbols", "tags")
_ANCHOR = re.compile(r"(?:blob|lines:[0-9]{1,6}):[0-9a-f]{4,16}")
_ID = re.compile(r"[a-z]-[0-9a-f]{4,32}")
_MAX = 1 << 63
_MAX_DEPTH = 20  # of facts; SQLite reads no JSON that is a thousand deep
_MAX_DIM = 8192
_MAX_SOURCE = 1_000
_LEAST_SECRET = 6  # characters: shorter ones stand in other words by chance
_RUN = re.compile(r"[^\s<>\"']{6,}")


def load(line: str) -> dict[str, object]:
    """Return the object of a line. Numbers that JSON does not have (NaN, Infinity) are refused: SQLite cannot read
    them either."""
    value = json.loads(line, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def together(value: Mapping[str, object], clean: Clean) -> Clean:
    """Return `clean` for the texts of one line: a secret that one of them tells by what stands around it, or in a
    private block, is taken out of the others too, where it may stand alone. Of two names in a list neither tells
    anything of the other: `SECRET` beside `f61cd85` is no secret with its value."""
    texts = list(_texts(value))
    whole = "\n".join(_texts({name: inner for name, inner in value.items() if name not in _NAMES}))
    if clean(whole) == whole:
        return clean
    told = {text[start:end] for text in (*texts, whole) for start, end, _ in find_secrets(text)}
    for text in texts:
        left = clean(text)
        if left != text:
            told |= {run for run in _RUN.findall(text) if run not in left and not run.isalpha() and not run.isdigit()}
    known = sorted((secret for secret in told if len(secret) >= _LEAST_SECRET), key=len, reverse=True)

    def cleaned(text: str) -> str:
        for secret in known:
            text = text.replace(secret, "[redacted:secret]")
        return clean(text)

    return cleaned


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def memory(value: Mapping[str, object], clean: Clean, *, now_ns: int) -> Memory:
    """Return the memory of a line. What names no moment is of now; what names no expiry has its namespace's."""
    fields: dict[str, object] = {name: _plain(name, value[name]) for name in PLAIN if name in value}
    for name in ("namespace", "text"):
        if not fields.get(name):
            raise ValueError(f"{name} is missing")
    state = fields.get("state", "candidate")
    if fields["namespace"] not in NAMESPACES or state not in STATES:
        raise ValueError("namespace or state is unknown")
    if fields.get("origin", "own") not in ("own", "outside"):
        raise ValueError("origin is neither own nor outside")
    for name in ("files", "symbols", "tags"):
        fields[name] = [clean(x) for x in _strings(value, name)]
    for name in ("title", "text", "key", "author", "branch"):
        if name in fields:
            fields[name] = clean(str(fields[name]))
    given = fields.get("facts", {})
    fields["facts"] = _facts(given if isinstance(given, dict) else {}, clean)
    for path in _strings(value, "files"):
        check_inside(path)
    fields.setdefault("key", str(fields["text"])[:200])
    fields["provenance"] = provenance(value.get("provenance"), clean)
    found = Memory(**fields)  # type: ignore[arg-type]  # each was checked against _TYPES
    found.created_ns = found.created_ns or now_ns
    found.updated_ns = found.updated_ns or found.created_ns
    if "expires_ns" not in value and not found.pinned and state not in memories.DECIDED:
        found.expires_ns = expiry_ns(found.namespace, found.updated_ns)
    return found


def _plain(name: str, found: object) -> object:
    if not isinstance(found, _TYPES[name]) or (isinstance(found, bool) and bool not in _TYPES[name]):
        raise ValueError(f"{name} is of a wrong type")
    if isinstance(found, int | float) and not isinstance(found, bool):
        least = -_MAX if name == "fingerprint" else 0
        if not math.isfinite(found) or not least <= found < _MAX:
            raise ValueError(f"{name} is out of range")
    if name == "id":
        return id_of(found)
    return found


def id_of(found: object) -> str:
    """Return an id of our form."""
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise ValueError("id is not of our form")
    return found


def check_inside(path: str) -> None:
    """Refuse a path that leads out of the repository, wherever that is."""
    drive = ntpath.splitdrive(path)[0]
    outside = posixpath.normpath(path.replace("\\", "/")).split("/", 1)[0] == ".."
    if "\0" in path or drive or path.startswith(("/", "\\")) or outside:
        raise ValueError(f"files: {path[:200]!r} lies outside the repository")


def _facts(value: dict[str, object], clean: Clean) -> dict[str, object]:
    """Return facts without secrets. One look at all of it comes first, since hardly any holds one."""
    anchored = value.get("anchors")
    for path in anchored if isinstance(anchored, dict) else ():
        check_inside(path)
    _check_depth(value, _MAX_DEPTH)
    whole = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if clean(whole) == whole:
        return value
    return {clean(name): _cleaned(name, found, clean) for name, found in value.items()}


def _check_depth(value: object, left: int) -> None:
    if left == 0:
        raise ValueError(f"facts are more than {_MAX_DEPTH} deep")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _check_depth(each, left - 1)


def _cleaned(name: str, value: object, clean: Clean) -> object:
    if isinstance(value, dict):
        return {clean(str(inner)): _cleaned(str(inner), found, clean) for inner, found in value.items()}
    if isinstance(value, list):
        return [_cleaned(name, each, clean) for each in value]
    if not isinstance(value, str) or _ANCHOR.fullmatch(value):
        return value
    named = f"{name}: {value}"  # a name may be what tells that its value is a secret
    after = clean(named)
    return after.removeprefix(f"{name}: ") if after.startswith(f"{name}: ") else clean(value)


def provenance(value: object, clean: Clean) -> Provenance:
    """Return the provenance of a line, or that it was imported."""
    if not isinstance(value, dict):
        return Provenance("explicit", ["import"])
    found = Provenance.from_json(json.dumps(value))
    return Provenance(clean(found.kind)[:40], [clean(source)[:_MAX_SOURCE] for source in found.sources])


def versions(value: Mapping[str, object], clean: Clean) -> list[tuple[int, str, str, str]]:
    """Return the earlier wordings of a line as (at_ns, title, text, provenance)."""
    listed = value.get("versions", [])
    if not isinstance(listed, list):
        raise ValueError("versions is no list")
    found = []
    for version in listed:
        if not isinstance(version, dict):
            raise ValueError("a version is no object")
        said = provenance(version.get("provenance"), clean).to_json()
        found.append((number(version, "at_ns"), clean(text(version, "title")), clean(text(version, "text")), said))
    return found


def vector(value: Mapping[str, object], clean: Clean) -> tuple[str, int, bytes] | None:
    """Return the vector of a line as (model, dimension, little-endian float32), None when it has none."""
    given = value.get("vector")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ValueError("vector is no object")
    raw = base64.b64decode(text(given, "data"), validate=True)
    dim = number(given, "dim")
    if not 0 < dim <= _MAX_DIM or len(raw) != 4 * dim:
        raise ValueError("the vector's length is not its dimension")
    if not all(map(math.isfinite, array.array("f", raw))):
        raise ValueError("the vector holds something that is no finite number")
    return clean(text(given, "model")), dim, raw


def text(value: Mapping[str, object], name: str) -> str:
    """Return the string under `name`."""
    found = value.get(name)
    if not isinstance(found, str):
        raise ValueError(f"{name} is no string")
    return found


def number(value: Mapping[str, object], name: str) -> int:
    """Return the whole number under `name`, from 0 to what SQLite can keep."""
    found = value.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < _MAX:
        raise ValueError(f"{name} is no number in range")
    return found


def _strings(value: Mapping[str, object], name: str) -> list[str]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
        raise ValueError(f"{name} is no list of strings")
    return found
