// The conversation on the screen: bubbles, days, times, pictures and the answers to choose from.

import { element } from "./dom.js";
import { rememberChoice, usedChoice } from "./memory.js";
import { word } from "./words.js";

const ZONE = "Asia/Shanghai";
const LANGUAGE = document.documentElement.lang;
const CLOCK = new Intl.DateTimeFormat(LANGUAGE, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat(LANGUAGE, { timeZone: ZONE, month: "long", day: "numeric", weekday: "short" });
const DAY_KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const ONE_DAY = 86_400_000;

// Five-digit hotlines that the union names; a longer number, a case number or a sum is none.
const HOTLINE = /(?<![\d-])(12345|12333|12348|12351|12356|12338|12355)(?![\d-]|元|块)/;
const CASE_NUMBER = /(?<![\d-])(\d{4}-\d{4})(?![\d-])/;

export class Transcript {
  /** `choose(choice)` and `shareLocation()` are called when a button under a message is pressed. */
  constructor(log, scroller, newest, actions) {
    this.log = log;
    this.scroller = scroller;
    this.newest = newest;
    this.actions = actions;
    this.day = "";
    this.mine = new Map();
    this.theirs = new Map();
    newest.addEventListener("click", () => this.toEnd());
    scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.wasAtEnd && this.toEnd()).observe(scroller); // the keyboard comes and goes
    this.wasAtEnd = true;
  }

  get empty() {
    return this.log.childElementCount === 0;
  }

  addTheirs(event) {
    const earlier = this.theirs.get(event.message);
    if (earlier) return this.change(earlier, event);
    if (isEmpty(event)) return; // taken back before this page was opened
    const message = this.newMessage("theirs", word("theirs_label"));
    message.append(...this.contentOf(event));
    this.theirs.set(event.message, message);
    this.show(message, new Date(event.at));
  }

  /** A message that says something else by now, where it stands; nobody is called to it. */
  change(message, event) {
    if (isEmpty(event)) {
      this.theirs.delete(event.message);
      message.remove();
      return;
    }
    const follow = this.atEnd();
    message.setAttribute("aria-live", "off");
    message.replaceChildren(message.firstElementChild, ...this.contentOf(event));
    if (follow) this.toEnd();
  }

  contentOf(event) {
    const content = [];
    if (event.picture) content.push(pictureOf(event.picture));
    if (event.file) content.push(fileOf(event.file));
    if (event.text) content.push(element("div", { className: "bubble" }, ...withHotlines(event.text)));
    content.push(element("div", { className: "meta" }, timeOf(new Date(event.at))));
    if (event.choices.length || event.askLocation) content.push(this.choicesOf(event));
    return content;
  }

  /** A sentence of the page itself, with words that can be pressed instead of typed. */
  welcome(sentences, choices) {
    const message = this.newMessage("theirs", word("theirs_label"));
    for (const sentence of sentences) message.append(element("div", { className: "bubble" }, sentence));
    message.append(this.choicesOf({ id: "welcome", choices: [choices] }));
    this.show(message, new Date());
  }

  addMine(message) {
    const made = this.newMessage("mine", word("mine_label"));
    made.append(...message.content, element("div", { className: "meta" }));
    this.mine.set(message.id, made);
    this.show(made, new Date(message.at));
    this.toEnd();
    return made;
  }

  /** The small line under one's own message; `extra` are buttons or a progress bar. */
  setMeta(id, parts, failed = false) {
    const meta = this.mine.get(id)?.querySelector(".meta");
    if (!meta) return;
    meta.replaceChildren(...parts);
    meta.classList.toggle("failed", failed);
    if (this.wasAtEnd) this.toEnd();
  }

  newMessage(side, label) {
    const name = element("span", { className: "unseen" }, label);
    const message = element("div", { className: `message ${side}`, tabIndex: -1 }, name);
    // What is told again after a reload does not dance.
    message.classList.toggle("fresh", !this.log.hasAttribute("aria-busy"));
    return message;
  }

  show(message, at) {
    const follow = this.atEnd();
    this.log.querySelector(".message.current")?.classList.remove("current");
    message.classList.add("current");
    this.startDay(at);
    this.log.append(message);
    if (this.log.hasAttribute("aria-busy")) this.toEnd(); // history: one looks at the newest first
    else if (follow) this.reveal(message);
    else this.newest.hidden = false;
  }

  /** To the end, but never past the beginning of a message that is taller than the screen. */
  reveal(message) {
    const tall = message.offsetHeight > this.scroller.clientHeight;
    if (tall) message.scrollIntoView({ block: "start" });
    else this.toEnd();
    message.querySelector("img")?.addEventListener("load", () => this.toEnd(), { once: true });
  }

  scrolled() {
    this.wasAtEnd = this.atEnd();
    if (this.wasAtEnd) this.newest.hidden = true;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newest.hidden = true;
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60;
  }

  startDay(at) {
    const key = DAY_KEY.format(at);
    if (key === this.day) return;
    this.day = key;
    this.log.append(element("div", { className: "day" }, dayName(at, key)));
  }

  choicesOf(event) {
    const group = element("div", { className: "choices" });
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", word("choices_label"));
    for (const row of event.choices) {
      const buttons = row.map((choice) => this.buttonOf(event, choice));
      group.append(element("div", { className: "row" }, ...buttons));
    }
    if (event.askLocation) {
      const shared = () => use(event, group, "location");
      const share = element("button", { type: "button", onclick: () => this.actions.shareLocation(shared) });
      share.append(word("share_location"));
      group.append(element("div", { className: "row" }, share));
    }
    if (usedChoice(event.id)) disable(group);
    return group;
  }

  buttonOf(event, choice) {
    const button = element("button", { type: "button", value: choice.token }, ...withWholeNumbers(choice.label));
    button.addEventListener("click", () => {
      if (!LASTING.test(choice.token)) use(event, button.closest(".choices"), choice.token);
      this.actions.choose(choice);
    });
    return button;
  }
}

/** The buttons of a card (a bare token) or a notice stay for the next act; bot/core/messages.py knows the same ones. */
const LASTING = /^(?:[\w-]{16}|go:[a-z_]+\.[a-z0-9]*)$/;

/** A question is answered once: its buttons go, the answer stands as one's own words. */
function use(event, group, token) {
  rememberChoice(event.id, token);
  disable(group);
}

function disable(group) {
  group.classList.add("used");
  for (const button of group.querySelectorAll("button")) button.disabled = true;
}

function pictureOf(id) {
  const address = `/chat/pictures/${encodeURIComponent(id)}`;
  const image = element("img", { src: address, alt: word("picture") });
  return element("a", { className: "picture", href: address, target: "_blank", rel: "noopener" }, image);
}

/** A calendar entry or another file: to be opened, not to be looked at. */
function fileOf(id) {
  const address = `/chat/pictures/${encodeURIComponent(id)}`;
  return element("div", { className: "bubble" }, element("a", { href: address, download: "" }, word("file")));
}

/** Nothing to show any more: the message was taken back. */
function isEmpty(event) {
  return !event.text && !event.picture && !event.file;
}

/** Text with the union's hotlines as links to dial. */
function withHotlines(text) {
  const pieces = text.split(HOTLINE);
  return pieces.flatMap((part, index) => (index % 2 ? element("a", { href: `tel:${part}` }, part) : withWholeNumbers(part)));
}

/** Text whose case numbers stay on one line: half a number is none. */
function withWholeNumbers(text) {
  const pieces = text.split(CASE_NUMBER);
  return pieces.map((part, index) => (index % 2 ? element("span", { className: "whole" }, part) : part));
}

export function timeOf(at) {
  return element("time", { dateTime: at.toISOString() }, CLOCK.format(at));
}

function dayName(at, key) {
  if (key === DAY_KEY.format(Date.now())) return word("today");
  if (key === DAY_KEY.format(Date.now() - ONE_DAY)) return word("yesterday");
  return DAY.format(at);
}
