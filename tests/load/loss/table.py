"""What a run shows, a column for each side."""

from collections.abc import Mapping

from tests.load.loss.outcome import Outcome


def table(outcomes: Mapping[str, Outcome]) -> str:
    columns = [rows(found) for found in outcomes.values()]
    lines = [["", *outcomes], *([name, *(column[name] for column in columns)] for name in columns[0])]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join("| " + " | ".join(map(str.ljust, cells, widths)) + " |" for cells in ruled)


def rows(found: Outcome) -> dict[str, str]:
    many = len(found.clients)
    return {
        "clients": f"{many}",
        "messages": f"{found.sent}",
        "connections cut": f"{found.cuts.total():,}",
        "of them reset / hung up / vanished / while opening": _by_kind(found),
        "delivered": found.share(),
        "missing": f"{found.wanted - found.delivered:,} of {found.wanted:,}",
        "shown twice": f"{found.twice}",
        "out of order": f"{found.disordered}",
        "saw the last message": f"{found.saw_last} of {many}",
        "saw all of them": f"{found.saw_all} of {many}",
        "told to an outsider who asked for the room": f"{found.told}",
        "gaps, late heads, repeats, snapshots": _mended(found),
        "refused or ended by the server": _troubles(found),
    }


def _by_kind(found: Outcome) -> str:
    return " / ".join(f"{found.cuts[kind]:,}" for kind in ("reset", "hang_up", "vanish", "while opening"))


def _mended(found: Outcome) -> str:
    if found.mended is None:
        return "—"
    mended = found.mended
    return ", ".join(f"{mended[name]}" for name in ("gaps", "heads", "repeats", "snapshots"))


def _troubles(found: Outcome) -> str:
    return ", ".join(f"{count} × {what}" for what, count in found.troubles.items()) or "0"
