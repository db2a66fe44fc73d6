// The stream of what the union says. It comes back by itself and goes on behind the last message that it saw.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const PATIENCE = 10000; // after sending, this long without a word means that the line may be dead

export class Stream {
  /** Handlers: `message(event)`, `caughtUp()`, `state(connected)`. */
  constructor(handlers) {
    this.handlers = handlers;
    this.lastId = "";
    this.failures = 0;
    this.closed = false;
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => this.reopenIfDown());
  }

  open() {
    if (this.closed) return;
    this.drop();
    const source = new EventSource(`/chat/events?after=${encodeURIComponent(this.lastId)}`);
    this.source = source;
    source.addEventListener("message", (event) => this.take(event));
    source.addEventListener("caught-up", () => {
      this.failures = 0;
      this.handlers.state(true);
      this.handlers.caughtUp();
    });
    source.addEventListener("error", () => this.fail(source));
  }

  take(event) {
    clearTimeout(this.doubt);
    if (event.lastEventId <= this.lastId) return;
    this.lastId = event.lastEventId;
    this.handlers.message(JSON.parse(event.data));
  }

  fail(source) {
    if (source !== this.source || this.closed) return;
    this.drop();
    this.failures += 1;
    if (this.failures > 1) this.handlers.state(false);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1));
    this.retry = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2));
  }

  reopenIfDown() {
    if (!document.hidden && this.source?.readyState !== EventSource.OPEN) this.open();
  }

  /** Something was sent, so an answer should come: when none does, the line is opened anew. */
  expectAnswer() {
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.open(), PATIENCE);
  }

  drop() {
    clearTimeout(this.retry);
    clearTimeout(this.doubt);
    this.source?.close();
    this.source = null;
  }

  close() {
    this.closed = true;
    this.drop();
  }
}
