// Posts messages one after the other, in order. What cannot go now waits and goes later under the same id, so that
// nothing is lost and nothing is said twice.

const FIRST_WAIT = 1500;
const LONGEST_WAIT = 30000;

export class Outbox {
  /** `changed(message, sentence)` is called whenever a message's state changes. */
  constructor(changed) {
    this.changed = changed;
    this.waiting = [];
    this.busy = false;
    this.failures = 0;
    addEventListener("online", () => this.hurry());
  }

  add(message) {
    this.waiting.push(message);
    this.mark(message, this.failures ? "waiting" : "sending");
    this.work();
  }

  hurry() {
    clearTimeout(this.timer);
    this.work();
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.waiting.length && (await this.post(this.waiting[0]))) this.waiting.shift();
    } finally {
      this.busy = false;
    }
  }

  /** Whether the message is settled, one way or the other. */
  async post(message) {
    let response;
    try {
      response = await fetch("/chat/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id: message.id, ...message.body }),
      });
    } catch {
      return this.later(message, "", 0);
    }
    if (response.status === 202) {
      this.failures = 0;
      this.mark(message, "sent");
      return true;
    }
    const sentence = await sentenceOf(response);
    if ([408, 429].includes(response.status) || response.status >= 500) {
      return this.later(message, sentence, Number(response.headers.get("Retry-After")) * 1000);
    }
    this.mark(message, "failed", sentence);
    return true;
  }

  later(message, sentence, wait) {
    this.mark(message, "waiting", sentence);
    this.failures += 1;
    const grown = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1));
    this.timer = setTimeout(() => this.work(), Math.max(wait, grown));
    return false;
  }

  mark(message, state, sentence = "") {
    message.state = state;
    this.changed(message, sentence);
  }
}

/** The kind sentence in a refusal, or nothing. */
export async function sentenceOf(response) {
  try {
    return (await response.json()).error ?? "";
  } catch {
    return "";
  }
}
