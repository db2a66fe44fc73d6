// The page: joins the conversation, the stream, the outbox and the place to write.

import { byId, element } from "./dom.js";
import { draft, forget, ownMessages, remember, rememberDraft } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import { Transcript, timeOf } from "./transcript.js";
import { MOST_BYTES, MOST_FILES, Upload } from "./uploads.js";
import { word } from "./words.js";

const text = byId("text");
const notice = byId("notice");
const log = byId("log");

const transcript = new Transcript(log, byId("scroller"), byId("newest"), { choose, shareLocation });
const outbox = new Outbox((message, sentence) => {
  showState(message, sentence);
  if (message.state === "sent") stream.expectAnswer();
});
const stream = new Stream({ message: hear, caughtUp, state: showConnection });
let restored = 0; // how many of this tab's own messages are on the screen again

// What is said and heard

function say(body, shown) {
  restoreUpTo(null);
  const message = { id: newId(), body, shown, at: Date.now(), behind: stream.lastId, state: "sending" };
  restored = ownMessages().push(message);
  const made = put(message);
  outbox.add(message);
  return made;
}

function put(message) {
  const bubble = element("div", { className: "bubble" }, message.shown);
  return transcript.addMine({ ...message, content: [bubble] });
}

function hear(event) {
  restoreUpTo(event.id);
  transcript.addTheirs(event);
}

/** After a reload, this tab's own messages stand again where they stood: before the first message that came later. */
function restoreUpTo(eventId) {
  const mine = ownMessages();
  while (restored < mine.length && (eventId === null || mine[restored].behind < eventId)) {
    const message = mine[restored++];
    put(message);
    if (message.state === "sending" || message.state === "waiting") outbox.add(message);
    else showState(message, "");
  }
}

function caughtUp() {
  restoreUpTo(null);
  if (transcript.empty) {
    const starts = ["start_case", "start_progress", "start_help"];
    const choices = starts.map((key) => ({ label: word(key), token: key, says: word(`${key}_says`) }));
    transcript.welcome([word("welcome"), word("welcome_private")], choices);
  }
  log.removeAttribute("aria-busy");
}

function choose(choice) {
  const body = choice.says ? { text: choice.says } : { choice: choice.token };
  const keyboard = document.activeElement?.matches(":focus-visible, :disabled, body");
  const made = say(body, choice.label);
  // A keyboard goes on from here: the next answers follow right behind one's own words.
  if (keyboard) made.focus({ preventScroll: true });
}

function showState(message, sentence) {
  remember(message);
  const time = timeOf(new Date(message.at));
  if (message.state === "failed") {
    const again = element("button", { type: "button", onclick: () => outbox.add(message) }, word("retry"));
    transcript.setMeta(message.id, [sentence || word("failed"), again], true);
  } else {
    transcript.setMeta(message.id, [time, sentence || word(message.state)]);
  }
}

// The state of the line

function showConnection(connected) {
  const sentence = navigator.onLine ? (connected ? "" : word("reconnecting")) : word("offline");
  if (notice.textContent !== sentence) notice.textContent = sentence;
  notice.hidden = !sentence;
}

addEventListener("offline", () => showConnection(false));
addEventListener("online", () => showConnection(true));

// Writing

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  byId("send").disabled = !text.value.trim();
}

text.addEventListener("input", () => {
  rememberDraft(text.value);
  grow();
});

text.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // Safari ends the composition before the key
  if (event.key !== "Enter" || event.shiftKey || composing || !matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  byId("composer").requestSubmit();
});

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const written = text.value.trim();
  if (!written) return;
  say({ text: written }, written);
  text.value = "";
  rememberDraft("");
  grow();
  text.focus();
});

// Photos and place

byId("more").addEventListener("click", () => openTray(byId("tray").hidden));

byId("tray").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openTray(false);
  byId("more").focus();
});

function openTray(open) {
  byId("tray").hidden = !open;
  byId("more").setAttribute("aria-expanded", String(open));
}

for (const input of [byId("photos"), byId("camera")]) {
  input.addEventListener("change", () => {
    sendFiles([...input.files]);
    input.value = "";
    openTray(false);
  });
}

async function sendFiles(chosen) {
  if (chosen.some((file) => file.size > MOST_BYTES)) tell(word("too_large"));
  if (chosen.length > MOST_FILES) tell(word("too_many"));
  const files = chosen.filter((file) => file.size <= MOST_BYTES).slice(0, MOST_FILES);
  if (!files.length) return;
  const message = {
    id: newId(),
    shown: `[${word(files.length > 1 ? "my_pictures" : "my_picture")}]`,
    at: Date.now(),
    behind: stream.lastId,
  };
  transcript.addMine({ ...message, content: [element("div", { className: "shots" }, ...files.map(shotOf))] });
  await upload(message, files);
}

async function upload(message, files) {
  const bar = element("progress", { max: 1, value: 0 });
  bar.setAttribute("aria-label", word("uploading"));
  const job = new Upload(files, (fraction) => (bar.value = fraction));
  const cancel = element("button", { type: "button", onclick: () => job.cancel() }, word("cancel"));
  transcript.setMeta(message.id, [word("uploading"), bar, cancel]);
  try {
    message.body = { uploads: await job.run() };
    restored = ownMessages().push(message);
    outbox.add(message);
  } catch (error) {
    const again = element("button", { type: "button", onclick: () => upload(message, files) }, word("retry"));
    transcript.setMeta(message.id, [error.message || word("cancelled"), again], Boolean(error.message));
  }
}

function shotOf(file) {
  if (!file.type.startsWith("image/")) return element("div", { className: "file" }, file.name);
  const image = element("img", { src: URL.createObjectURL(file), alt: word("my_picture") });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return image;
}

byId("location").addEventListener("click", () => {
  openTray(false);
  shareLocation();
});

function shareLocation(done) {
  if (!navigator.geolocation) return tell(word("location_refused"));
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done?.();
      say({ location: { lat: coords.latitude, lon: coords.longitude } }, `[${word("my_location")}]`);
    },
    () => tell(word("location_refused")),
    { timeout: 15000, maximumAge: 60000 },
  );
}

function tell(sentence) {
  notice.textContent = sentence;
  notice.hidden = false;
  setTimeout(() => showConnection(true), 8000);
}

// The way out

byId("leave").addEventListener("click", () => {
  stream.close();
  forget();
  document.body.replaceChildren();
  document.title = "";
  location.replace("about:blank"); // this entry of the history is gone too
});

/** A random version 4 UUID; crypto.randomUUID is missing where the page does not come over HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

text.value = draft();
grow();
showConnection(true);
stream.open();
