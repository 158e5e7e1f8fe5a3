"""What our own server wrote into the head of a message: when it came, and which checks of its sender failed.

Anybody can write such headers into a message, but only below those that our server puts on top of it when it receives
the message (RFC 8601, sections 5 and 7). So the topmost time counts; and of the checks, those that stand above the next
server's line. Some servers write them below their own line and some above, so that a header that the sender wrote may
stand right below a true one: it cannot clear what failed above it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import itertools
import re
from collections.abc import Iterator

from workbooks.files.own_post import OwnPost
from workbooks.files.raw_headers import RawHeaders

RECEIVED, RESULTS = "received", "authentication-results"
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_UNTOLD = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_NESTING = 3
# In a quoted name before @, which nobody has, a sender can hide what our server then repeats as its own words.
_HIDDEN = re.compile(r'"[^"]*[();][^"]*"')
_RESULT = re.compile(r"([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)")
_FAILS = {"dmarc": {"fail"}, "spf": {"fail", "softfail", "hardfail"}}


def reached_us(headers: RawHeaders, post: OwnPost) -> dt.datetime | None:
    """When our server received the message, by the topmost line that it wrote; None where there is none."""
    for line in headers.all(RECEIVED):
        if post.is_own_server(_receiver(line)):
            try:
                moment = email.utils.parsedate_to_datetime(line.rpartition(";")[2].strip())
            except (TypeError, ValueError, IndexError):
                return None
            return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return None


def failed_checks(headers: RawHeaders, post: OwnPost) -> tuple[str, ...]:
    """dmarc, spf: the checks of the sender that failed; spf only where no dmarc in the same header or above it passed.

    A soft failure of spf is one: it says that the server that sent the message is not one of its domain. Where nobody
    has said which server is ours, the topmost results are taken for ours: a sender can write there that a check failed,
    which makes his message count for less, and nothing that makes it count for more.
    """
    failed: list[str] = []
    passed = False
    settled: set[str] = set()
    for line in _results_of_ours(headers, post):
        results = {method: result for method, result in _results(line) if method not in settled}
        settled |= set(results)
        passed = passed or (results.get("dmarc") == "pass" and not _HIDDEN.search(line))
        failed += [x for x in _FAILS if results.get(x) in _FAILS[x] and not (x == "spf" and passed)]
    return tuple(sorted(failed))


def _receiver(line: str) -> str:
    match = _BY.search(_without_asides(line))
    return match[1] if match else ""


def _results_of_ours(headers: RawHeaders, post: OwnPost) -> Iterator[str]:
    """The results that our server may have written, from the top down to the line of the server before it."""
    if not post.servers:
        yield from itertools.islice(headers.all(RESULTS), 1)
        return
    begun = False
    for name, value in headers.items:
        ours = name in (RECEIVED, RESULTS) and post.is_own_server(
            _receiver(value) if name == RECEIVED else _author(value)
        )
        if begun and name == RECEIVED and not ours:
            return
        begun = begun or ours
        if ours and name == RESULTS:
            yield value


def _author(value: str) -> str:
    """The server that wrote the results; a version may stand behind its name."""
    return next(iter(_without_asides(value).partition(";")[0].split()), "")


def _results(value: str) -> Iterator[tuple[str, str]]:
    """Each method with its result, the first of a method first; what is quoted or in brackets says nothing."""
    for part in reversed(_without_asides(value).lower().split(";")[1:]):
        if match := _RESULT.match(part.strip()):
            yield match[1], match[2]


def _without_asides(value: str) -> str:
    for _ in range(_NESTING):
        value = _UNTOLD.sub(" ", value)
    return value
