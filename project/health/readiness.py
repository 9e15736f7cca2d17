"""All parts at once, within two seconds, asked by at most one request at a time."""

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass

from project.health.metrics import PART_UP
from project.health.parts import PARTS, Part, Unwell

log = logging.getLogger(__name__)

BUDGET_SECONDS = 1.8
# Probes come in crowds; this is how old an answer may be.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Finding:
    part: str
    problem: str
    remedy: str
    milliseconds: int = 0

    @property
    def is_well(self) -> bool:
        return not self.problem


async def examine(parts: Iterable[Part] = PARTS) -> list[Finding]:
    return list(await asyncio.gather(*map(_examine_part, parts)))


async def _examine_part(part: Part) -> Finding:
    started = time.monotonic()
    problem = await _problem_of(part)
    PART_UP.labels(part=part.name).set(not problem)
    return Finding(part.name, problem, part.remedy, round((time.monotonic() - started) * 1000))


async def _problem_of(part: Part) -> str:
    try:
        await asyncio.wait_for(part.probe(), BUDGET_SECONDS)
    except Unwell as error:
        return str(error)
    except TimeoutError:
        return f"no answer within {BUDGET_SECONDS} s"
    except Exception:
        log.exception("the probe of %s failed", part.name)
        return "its probe failed; see the log"
    return ""


class Readiness:
    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._known_until = 0.0
        self._asking: asyncio.Future[list[Finding]] | None = None

    async def findings(self) -> list[Finding]:
        if time.monotonic() < self._known_until:
            return self._findings
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        # A probe that hangs up must not take the answer away from the others.
        return await asyncio.shield(self._asking)

    async def _ask(self) -> list[Finding]:
        before, self._findings = self._findings, await examine()
        self._known_until = time.monotonic() + FRESH_SECONDS
        if [each.is_well for each in before] != [each.is_well for each in self._findings]:
            _report(self._findings)
        return self._findings


def _report(findings: list[Finding]) -> None:
    """Once a change, not once a probe."""
    for finding in findings:
        if not finding.is_well:
            log.warning("not ready: %s: %s. %s", finding.part, finding.problem, finding.remedy)
    if all(finding.is_well for finding in findings):
        log.info("ready")
