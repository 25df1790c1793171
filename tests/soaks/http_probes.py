"""Probes over HTTP: mutated ids in paths, sent byte for byte, with keys of every role.

What a path names is worked out here, apart from the server: the segment behind ``/v1/resumes/``, percent-decoded
once. If that is an id, its own data may be shown to a key that has the route's role. Anything else is answered by a
4xx, and by the same one as an id that never was: each kind of answer is compared with that of a twin request, made
by the same recipe of a phantom's id.
"""

import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit
from uuid import UUID

from service.privacy.ids import is_opaque, validate_resume_id
from tests.acceptance.process import Veil
from tests.soaks.database_probes import Tally
from tests.soaks.mutations import MUTATIONS, confusable_ids

WORDS = (
    "Terraform", "Ansible", "Jenkins", "Grafana", "Prometheus", "Kubernetes", "Docker", "Redis", "Kafka", "Airflow",
    "Hadoop", "Nginx", "Elasticsearch", "RabbitMQ", "Cassandra", "Zookeeper",
)  # fmt: skip
#: The roles of each key; None is no key, and an empty set one that does not exist.
KEYS: Mapping[str, frozenset[str] | None] = {
    "search": frozenset({"search"}),
    "ingest": frozenset({"ingest"}),
    "audit": frozenset({"audit"}),
    "admin": frozenset({"admin"}),
    "all": frozenset({"ingest", "search", "audit", "admin"}),
    "no": None,
    "a wrong": frozenset(),
}
_BUSY = {429, 503}
_LISTED = {"resume_id", "state", "policy_version", "engine_version", "retain_until", "created_at", "updated_at"}
#: Headers that differ by the moment and the connection: h11 frames by what it has read on it before.
_NOTHING = {"date", "x-request-id", "content-length", "transfer-encoding", "connection"}
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Route:
    """A route of one resume: its method, what follows the id, its roles, and its body."""

    method: str
    tail: str
    roles: frozenset[str]
    body: Mapping[str, Any] | None = None
    share: int = 1


_SEARCH, _READ = frozenset({"search"}), frozenset({"ingest", "search"})
_QUERY = {"query": "배포 도구를 운영한 경험", "top_k": 50}
ROUTES: Mapping[str, Route] = {
    "read": Route("GET", "", _READ, share=8),
    "search": Route("POST", "/search", _SEARCH, {**_QUERY, "mode": "hybrid"}, share=3),
    "search by vector": Route("POST", "/search", _SEARCH, {**_QUERY, "mode": "vector"}, share=2),
    "search by keyword": Route("POST", "/search", _SEARCH, {**_QUERY, "mode": "keyword"}, share=2),
    "search around hits": Route("POST", "/search", _SEARCH, {**_QUERY, "expand": 2, "diversity": 0.5}, share=2),
    "context": Route("POST", "/context", _SEARCH, {"query": _QUERY["query"]}, share=2),
    "redactions": Route("GET", "/redactions", frozenset({"audit"}), share=3),
    "document": Route("GET", "/documents/{document}", _READ, share=3),
    "another's document": Route("GET", "/documents/{other_document}", _READ, share=3),
    "erase another's document": Route("DELETE", "/documents/{other_document}", frozenset({"ingest"}), share=1),
    "erase": Route("DELETE", "", frozenset({"ingest"}), share=2),
    "a body that names another": Route("POST", "/search", _SEARCH, {**_QUERY, "resume_id": ""}, share=1),
}


_DOTS = (
    b"./ID", b"../resumes/ID", b"%2e/ID", b"%2e%2e/resumes/ID", b"ID/.", b"ID/..", b"ID/../OTHER", b"ID/%2e%2e/OTHER",
    b"ID%2f..%2fOTHER", b"ID..;/OTHER", b"ID/../../resumes/OTHER", b"..%2fID", b"ID%2f", b"%2e%2e%2fID",
    b"ID\\..\\OTHER",
)  # fmt: skip


_TAILS = (
    b";",
    b";id=",
    b",",
    b"%00",
    b"%20",
    b"%09",
    b"%0a",
    b"%23",
    b"%3f",
    b"&",
    b"+",
    b"|",
    b"*",
    b"%",
    b"%0",
    b"%u0",
)


def _quoted(text: str) -> bytes:
    return quote(text, safe="").encode()


def _percent(text: bytes) -> bytes:
    return b"".join(b"%%%02x" % byte for byte in text)


#: How an id is written into a path.
ENCODINGS: Mapping[str, Callable[[Random, str, str], bytes]] = {
    "percent-encoded where needed": lambda _, text, __: _quoted(text),
    "percent-encoded all over": lambda _, text, __: _percent(text.encode()),
    "percent-encoded twice": lambda _, text, __: quote(_percent(text.encode()), safe="").encode(),
    "Latin-1": lambda _, text, __: quote(text.encode("latin-1", "replace"), safe="").encode(),
    "overlong UTF-8": lambda _, text, __: b"%c0%" + b"%02x" % (0x80 | ord(text[:1] or ".") & 0x3F) + text[1:].encode(),
    "raw bytes": lambda _, text, __: bytes(b for b in text.encode() if b > 0x20 and b not in b"/?#\x7f"),
    "a slash behind": lambda _, text, __: _quoted(text) + b"/",
    "slashes": lambda random, text, __: random.choice((b"/", b"//", b"%2f", b"%5c", b"\\")) + _quoted(text),
    "dots": lambda random, text, other: (
        random.choice(_DOTS).replace(b"ID", _quoted(text)).replace(b"OTHER", other.encode())
    ),
    "a tail": lambda random, text, other: (
        _quoted(text) + random.choice(_TAILS) + random.choice((b"", other.encode()))
    ),
    "another in the query": lambda _, text, other: _quoted(text) + b"?resume_id=" + other.encode(),
}  # fmt: skip
_PLAIN = "percent-encoded where needed"


@dataclass(frozen=True)
class Resume:
    """A resume that is there, and what only its own answers may say."""

    resume_id: str
    document_id: str
    marks: tuple[str, ...]


@dataclass
class World:
    """A server with resumes, the keys to it, and ids of the same shapes that never were."""

    host: str
    port: int
    secrets: Mapping[str, str]
    resumes: dict[str, Resume] = field(default_factory=dict)
    phantoms: dict[str, str] = field(default_factory=dict)

    def wait(self, seconds: float = 60) -> None:
        """Wait until the server accepts connections: it says its address a moment before."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                socket.create_connection((self.host, self.port), 5).close()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def fill(self, random: Random, number: int) -> None:
        """Ingest resumes with ids that are easily confused."""
        known = phantom = confusable_ids(random, 1)
        while len(known[0]) != len(phantom[0]) or set(known) & set(phantom):
            phantom = confusable_ids(random, 1)
        # Spread over the kinds of ids, so that a few have each kind too.
        chosen = sorted(range(len(known)), key=lambda place: (place * 5) % len(known))[:number]
        caller = Caller(self)
        for place, word in zip(chosen, WORDS, strict=False):
            resume_id = validate_resume_id(known[place])
            text = f"경력\n새벽물류에서 배포 도구 {word}를 3년 동안 운영했습니다. 연락처 010-{place:04}-5678"
            path = f"/v1/resumes/{resume_id}/documents?wait=30".encode()
            status, _, body = caller.send("POST", path, "ingest", {"text": text})
            assert status == 201, (status, body)
            answer = json.loads(body)
            marks = (word, answer["document_id"], answer["job_id"])
            self.resumes[resume_id] = Resume(resume_id, answer["document_id"], marks)
            self.phantoms[resume_id] = phantom[place]
        caller.close()


class Caller:
    """A connection that sends a request's target byte for byte, which HTTP libraries would tidy up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._socket: socket.socket | None = None

    def send(self, method: str, target: bytes, key: str, body: object = None) -> tuple[int, dict[str, str], str]:
        """Send one request, and again while the server is busy; return status, headers and body."""
        for attempt in range(40):
            try:
                answer = self._exchange(method, target, key, body)
            except (OSError, HTTPException):
                # Closed behind the answer before, as after a malformed request.
                self.close()
                if attempt >= 3:
                    raise
                continue
            if answer[0] not in _BUSY:
                return answer
            time.sleep(0.1)
        return answer

    def _exchange(self, method: str, target: bytes, key: str, body: object) -> tuple[int, dict[str, str], str]:
        content = b"" if body is None else json.dumps(body).encode()
        lines = [b"%b %b HTTP/1.1" % (method.encode(), target), b"host: localhost"]
        lines.append(b"content-length: %d" % len(content))
        if body is not None:
            lines.append(b"content-type: application/json")
        if KEYS[key] is not None:
            lines.append(b"authorization: Bearer " + self._world.secrets[key].encode())
        if self._socket is None:
            self._socket = socket.create_connection((self._world.host, self._world.port), 60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + content)
        response = HTTPResponse(self._socket, method=method)
        response.begin()
        text = response.read().decode("utf-8", "replace")
        if response.will_close:
            self.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, text

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


@dataclass(frozen=True)
class Request:
    """A request, and who is named in its path."""

    target: bytes
    asked: str | None
    body: object


def make_request(world: World, route: Route, base: str, recipe: Sequence[Any], *, phantom: bool = False) -> Request:
    """Make a request by a recipe of (seed, mutation, encoding): of a resume's id, or the twin of a phantom's."""
    seed, mutation, encoding = recipe
    random = Random(seed)
    other = random.choice([name for name in world.resumes if name != base])
    other_document = world.resumes[other].document_id
    own = world.resumes[base].document_id
    if phantom:
        # The same document, or one that never was: another's is to look like it.
        other_document = str(UUID(int=Random(seed).getrandbits(128), version=4))
        if not route.tail.endswith("{other_document}"):
            base, other = world.phantoms[base], world.phantoms[other]
    text = MUTATIONS[mutation](random, base, other)[:1_500]
    segment = ENCODINGS[encoding](random, text, other)
    path, mark, query = segment.partition(b"?")
    tail = route.tail.format(document=own, other_document=other_document).encode()
    body = None if route.body is None else dict(route.body)
    if body and "resume_id" in body:
        body["resume_id"] = other
    target = b"/v1/resumes/" + path + tail + mark + query
    return Request(target, named(target), body)


def named(target: bytes) -> str | None:
    """Return the id that a path names, decoded once; None where it names nothing.

    >>> named(b"/v1/resumes/%72-1/search?resume_id=r-2"), named(b"/v1/resumes/../r-1"), named(b"/v1/r-1")
    ('r-1', '..', None)
    """
    parts = target.partition(b"?")[0].split(b"/")
    if len(parts) < 4 or parts[1:3] != [b"v1", b"resumes"]:
        return None
    return unquote_to_bytes(parts[3]).decode("utf-8", "replace")


class Prober:
    """Sends requests, judges the answers, and keeps what phantoms were answered."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._told: dict[tuple[object, ...], set[str]] = {}
        self._lock = threading.Lock()

    def probe(self, caller: Caller, random: Random) -> Tally:
        """Send one request, and its twin where its answer was not seen yet."""
        name = random.choices(list(ROUTES), [route.share for route in ROUTES.values()])[0]
        mutation = random.choice(list(MUTATIONS))
        encoding = _PLAIN if random.random() < 0.4 else random.choice(list(ENCODINGS))
        key = "all" if random.random() < 0.4 else random.choice(list(KEYS))
        base, recipe = random.choice(list(self.world.resumes)), (random.random(), mutation, encoding)
        route = ROUTES[name]
        request = make_request(self.world, route, base, recipe)
        asked = self.world.resumes.get(request.asked or "")
        if route.method == "DELETE" and asked and (not route.tail or asked.document_id.encode() in request.target):
            # Its own: everybody is still needed.
            name, route = "read", ROUTES["read"]
            request = make_request(self.world, route, base, recipe)
        status, headers, body = caller.send(route.method, request.target, key, request.body)
        problem = self._judge(request, route, key, status, body)
        sent = 1
        if problem is None and status >= 400:
            told = _told(status, headers, body)
            kind = (name, key, is_opaque(request.asked or ""), request.asked in self.world.resumes)
            with self._lock:
                seen = told in self._told.setdefault(kind, set())
            if not seen or random.random() < 0.1:
                sent += 1
                problem = self._compare(caller, route, base, recipe, key, kind, told)
        tally = Tally()
        example = (
            problem and f"{problem}: {route.method} {request.target[:120]!r} with {key} key: {status} {body[:200]}"
        )
        names = [f"{name}, {'with' if request.asked in self.world.resumes else 'without'} a resume", f"~ {mutation}"]
        tally.count([*names, f"~ {encoding}", f"~ with {key} key"], sent, int(problem is not None), example)
        tally.shown = int(status < 300)
        return tally

    def _judge(self, request: Request, route: Route, key: str, status: int, body: str) -> str | None:
        own = self.world.resumes.get(request.asked or "")
        for resume in self.world.resumes.values():
            if resume is not own and any(mark in body for mark in resume.marks):
                return "FOREIGN DATA"
        if status >= 300:
            return "FAILED" if status >= 500 else None
        if not route.roles & (KEYS[key] or frozenset()):
            return "A ROLE TOO MUCH"
        if own is None and not _is_harmless(request, route, key, body):
            return "NOBODY ANSWERED"
        if own is not None and f'"resume_id":"{own.resume_id}"' not in body and '"resume_id"' in body:
            return "ANOTHER'S NAME"
        return None

    def _compare(
        self,
        caller: Caller,
        route: Route,
        base: str,
        recipe: Sequence[Any],
        key: str,
        kind: tuple[object, ...],
        told: str,
    ) -> str | None:
        """Send the twin of a refused request; a difference tells that a resume is there."""
        twin = make_request(self.world, route, base, recipe, phantom=True)
        status, headers, body = caller.send(route.method, twin.target, key, twin.body)
        answered = _told(status, headers, body)
        with self._lock:
            self._told[kind].add(answered)
        return None if answered == told else f"TELLS APART from {twin.target[:120]!r}, {answered[:300]}"


def _is_harmless(request: Request, route: Route, key: str, body: str) -> bool:
    """Whether an answer that is nobody's shows nothing: no redactions, or the list of ids that ingest keys may read."""
    if route.tail == "/redactions":
        return bool(json.loads(body) == {"items": []})
    listed = route.method == "GET" and request.asked == "" and "ingest" in (KEYS[key] or ())
    return listed and all(set(item) <= _LISTED for item in json.loads(body)["items"])


def _told(status: int, headers: Mapping[str, str], body: str) -> str:
    """Return all that an answer tells, without what differs from request to request."""
    shown = {name: value for name, value in headers.items() if name not in _NOTHING}
    try:
        content = json.loads(body)
        content.pop("instance", None)
    except (ValueError, AttributeError):
        content = body
    return json.dumps([status, shown, content], sort_keys=True)


def soak(world: World, seed: str, requests: int, threads: int, progress: Progress = lambda _: None) -> Tally:
    """Send so many requests from threads; then look whether every resume still finds itself."""
    prober, total, lock, begun = Prober(world), Tally(), threading.Lock(), time.monotonic()
    last = [begun]

    def work(number: int) -> None:
        random, caller, done = Random(f"{seed}/{number}"), Caller(world), 0
        while done < requests / threads:
            tally = prober.probe(caller, random)
            with lock:
                total.add(tally)
                done += max(tally.probes.values())
                if time.monotonic() - last[0] > 5:
                    last[0] = time.monotonic()
                    sent = sum(number for name, number in total.probes.items() if name[0] != "~")
                    found = sum(number for name, number in total.foreign.items() if name[0] != "~")
                    progress(f"{sent:,} requests, {found:,} leaks, {sent / (last[0] - begun):,.0f}/s")
        caller.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    caller = Caller(world)
    for resume in world.resumes.values():
        for tail, body in ((f"/documents/{resume.document_id}", None), ("/search", _QUERY)):
            target = f"/v1/resumes/{resume.resume_id}{tail}".encode()
            _, __, text = caller.send("GET" if body is None else "POST", target, "all", body)
            total.missing += resume.marks[0] not in text
    caller.close()
    return total


def soak_served(seed: str, requests: int, threads: int, progress: Progress) -> Tally:
    """Run ``veil serve`` in a folder of its own, and soak it."""
    with tempfile.TemporaryDirectory(prefix="veil-soak-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        veil = Veil(Path(folder), VEIL_LOG_LEVEL="info")
        roles = {name: sorted(held) for name, held in KEYS.items() if held}
        verbs = [
            ["keys", "create", "--subject", "soak", *(word for role in held for word in ("--role", role))]
            for held in roles.values()
        ]
        secrets = {"a wrong": f"veil_{'a' * 12}_{'x' * 43}"}
        for name, done in zip(roles, veil.run(*verbs), strict=True):
            assert done.code == 0, done.shown
            secrets[name] = next(word for word in done.shown.decode().split() if word.startswith("veil_"))
        with veil.serve("-m", "service", "serve", "--port", "0") as server:
            address = urlsplit(server.url)
            world = World(str(address.hostname), int(address.port or 0), secrets)
            world.wait()
            world.fill(Random(seed), len(WORDS))
            return soak(world, seed, requests, threads, progress)
