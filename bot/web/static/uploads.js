// Uploads files one after the other. XMLHttpRequest, because fetch cannot tell how far an upload is.

export const MOST_BYTES = 10_000_000;
export const MOST_FILES = 9;

const WAIT = 4000;

export class Upload {
  /** `progress(fraction)` is called along the way, 0 to 1 over all files. */
  constructor(files, progress) {
    this.files = files;
    this.progress = progress;
    this.cancelled = false;
  }

  /** The tokens of all files; throws an Error with a kind sentence, or with "" when it was cancelled. */
  async run() {
    const refs = [];
    for (const file of this.files) {
      refs.push(await this.patiently(file, refs.length));
    }
    return refs;
  }

  cancel() {
    this.cancelled = true;
    this.request?.abort();
    this.wakeUp?.();
  }

  /** Tries again for as long as only the network is missing. */
  async patiently(file, done) {
    for (;;) {
      if (this.cancelled) throw new Error("");
      const answer = await this.send(file, done);
      if (answer.status === 201) return JSON.parse(answer.text).ref;
      if (answer.status !== 0 && answer.status !== 429 && answer.status < 500) throw new Error(errorIn(answer.text));
      if (!this.cancelled) await this.pause();
    }
  }

  send(file, done) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open("POST", "/chat/uploads");
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (event) => this.progress((done + event.loaded / event.total) / this.files.length);
      request.onloadend = () => resolve({ status: request.status, text: request.responseText });
      request.send(file);
    });
  }

  pause() {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
      addEventListener("online", resolve, { once: true });
      setTimeout(resolve, WAIT);
    });
  }
}

function errorIn(text) {
  try {
    return JSON.parse(text).error ?? "";
  } catch {
    return "";
  }
}
