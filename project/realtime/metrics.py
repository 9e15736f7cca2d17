"""Every figure that the realtime core counts; docs/metrics.md says what each means.

Labels have few values, all known beforehand: never a user, a room or a topic. What stands here begins at zero, for a
figure that appears only with its first event shows Prometheus no increase.
"""

from prometheus_client import Counter, Gauge, Histogram

from project.realtime.errors import ErrorCode
from project.realtime.protocol import CloseCode

FAST_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)
WORK_SECONDS = (0.005, 0.02, 0.1, 0.5, 2, 10)
EVENTS = (1, 2, 5, 20, 100, 1000)
# What ends a connection besides our own codes: both sides' good-bye, and a line that broke.
FOREIGN_CODES = {1000, 1001, 1002, 1005, 1006, 1007, 1011}
OTHER_CODE = "other"

# --- connections ---------------------------------------------------------------------------------------------------

CONNECTIONS = Gauge("roomcast_connections", "Sockets that are open.")
BLOCKED = Gauge("roomcast_connections_blocked", "Sockets whose client does not read.")
SUBSCRIPTIONS = Gauge("roomcast_subscriptions", "Topics that are followed, by all connections together.", ["topic"])

_CLOSED = Counter("roomcast_connections_closed", "Sockets that ended, by close code.", ["code"])
for _code in sorted({*map(int, CloseCode), *FOREIGN_CODES}):
    _CLOSED.labels(_code)

_REFUSED = Counter("roomcast_connections_refused", "Sockets that were not let in.", ["reason"])
REFUSED_HANDSHAKE = _REFUSED.labels("handshake")
REFUSED_UNSIGNED = _REFUSED.labels("sign_in")
REFUSED_TOO_MANY = _REFUSED.labels("too_many")
REFUSED_OVERLOADED = _REFUSED.labels("overloaded")

# --- delivery ------------------------------------------------------------------------------------------------------

_DELIVERIES = Counter("roomcast_deliveries", "Events, states and signals given to connections.", ["kind", "topic"])
_BEGUN = Counter("roomcast_subscriptions_begun", "Subscriptions, by what they began with.", ["topic", "start"])
PUSHES_RECEIVED = Counter("roomcast_pushes_received", "What the doorbell brought, by kind.", ["kind"])

_HEALED = Counter("roomcast_gaps_healed", "Holes in a watched log that were filled, by what filled them.", ["source"])
HEALED_BY_PUSH = _HEALED.labels("push")
_HEALED_BY_HEADS = _HEALED.labels("heads")
HEALED_BY_RESUME = _HEALED.labels("resume")
CLIENT_GAPS = Counter("roomcast_client_gaps", "Clients that lacked what they had been sent. To be zero.")
CATCH_UP_ROWS = Counter("roomcast_catch_up_rows", "Events that were read from SQL because they had left memory.")

_RESETS = Counter("roomcast_resets", "Subscriptions that could not go on from their place.", ["reason"])
_WITHDRAWN = Counter("roomcast_subscriptions_withdrawn", "Subscriptions whose right was taken away.", ["reason"])
for _reason in ("epoch", "trimmed"):
    _RESETS.labels(_reason)
for _reason in ("removed", "withdrawn"):
    _WITHDRAWN.labels(_reason)

# --- comparing with SQL --------------------------------------------------------------------------------------------

_HEAD_LAG = Histogram("roomcast_head_lag_events", "How far SQL was ahead of us, each time it was.", buckets=EVENTS)
HEAD_CHECK = Histogram("roomcast_head_check_seconds", "How long comparing all heads took.", buckets=WORK_SECONDS)
HEADS_COMPARED = Gauge("roomcast_head_check_timestamp_seconds", "When all heads were last compared.")

# --- requests ------------------------------------------------------------------------------------------------------

_ERRORS = Counter("roomcast_errors", "Errors answered on sockets, by code.", ["code"])
for _error in ErrorCode:
    _ERRORS.labels(int(_error))

LIMITS_HIT = Counter("roomcast_limits_hit", "Requests that were refused because a limit was reached.", ["limit"])
HIT_COMMANDS = LIMITS_HIT.labels("connection_commands")
HIT_SUBSCRIPTIONS = LIMITS_HIT.labels("connection_subscriptions")
HIT_SUBSCRIBING = LIMITS_HIT.labels("connection_subscribing")
HIT_WAITING = LIMITS_HIT.labels("waiting_frames")
COMMAND = Histogram("roomcast_command_seconds", "How long commands worked.", ["name"], buckets=WORK_SECONDS)

# --- the process ---------------------------------------------------------------------------------------------------

LOOP_LAG = Histogram("roomcast_loop_lag_seconds", "How late the event loop is.", buckets=FAST_SECONDS)
POOL_WAIT = Histogram(
    "roomcast_pool_wait_seconds", "How long work waited for a thread.", ["pool"], buckets=FAST_SECONDS
)
POOL_QUEUE = Gauge("roomcast_pool_queue_items", "Work that waits for a thread.", ["pool"])
ROUND = Histogram(
    "roomcast_round_seconds", "How long what is done by the clock takes.", ["round"], buckets=WORK_SECONDS
)
ROUND_FAILURES = Counter("roomcast_round_failures", "Rounds that failed; the next one tries again.", ["round"])


def kind_of(topic: str) -> str:
    """``room:42`` → ``room``, which is all that a label may say of it."""
    return topic.partition(":")[0]


def deliveries(kind: str, topic: str) -> Counter:
    return _DELIVERIES.labels(kind, kind_of(topic))


def begun(topic: str, start: str) -> None:
    _BEGUN.labels(kind_of(topic), start).inc()


def healed_by_heads(lag: int) -> None:
    _HEALED_BY_HEADS.inc()
    _HEAD_LAG.observe(lag)


def closed(code: int) -> None:
    known = code in FOREIGN_CODES or code in set(CloseCode)
    _CLOSED.labels(int(code) if known else OTHER_CODE).inc()


def answered(code: ErrorCode) -> None:
    _ERRORS.labels(int(code)).inc()


def reset(reason: str) -> None:
    _RESETS.labels(reason).inc()


def withdrawn(reason: str) -> None:
    _WITHDRAWN.labels(reason).inc()
