"""What operators watch: counts and times, never a person."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("gongyi_turns_total", "Inbound messages by outcome", ["outcome"])
TURN_TIME = Histogram(
    "gongyi_turn_seconds",
    "Time from the start of a batch to its commit",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
SENDS = Counter("gongyi_sends_total", "Outbound messages by channel and result", ["channel", "result"])
OUTBOX_DEPTH = Gauge("gongyi_outbox_depth", "Messages that are due and not sent", ["purpose"])
OUTBOX_AGE = Gauge("gongyi_outbox_oldest_seconds", "Age of the oldest message that is due", ["purpose"])
TIMERS_LATE = Gauge("gongyi_timers_late", "Timers that are more than a minute late")
LEVELS = Counter("gongyi_ladder_levels_total", "Levels of the ladder that fired", ["clock", "level"])
QUARANTINED = Counter("gongyi_quarantined_total", "Messages put aside after three tries")
CHANNEL_HALTED = Gauge("gongyi_channel_halted", "1 while a channel refuses us", ["channel"])
