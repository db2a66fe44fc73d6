// What this tab remembers: one's own messages, used buttons and the draft. sessionStorage only, so that a closed tab
// forgets, and "leave now" forgets at once.

const KEY = "gongyi";
const EMPTY = { mine: [], used: {}, draft: "" };

function load() {
  try {
    return { ...EMPTY, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return { ...EMPTY };
  }
}

const state = load();
let forgotten = false;

function save() {
  if (forgotten) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Full or forbidden: the conversation goes on, only a reload shows less of it.
  }
}

/** One's own messages, oldest first: {id, body, shown, at, behind, state}. */
export const ownMessages = () => state.mine;

/** Adds one of one's own messages, or saves what changed in it. */
export function remember(message) {
  if (!state.mine.includes(message)) state.mine.push(message);
  save();
}

export const usedChoice = (eventId) => state.used[eventId];

export function rememberChoice(eventId, token) {
  state.used[eventId] = token;
  save();
}

export const draft = () => state.draft;

export function rememberDraft(text) {
  state.draft = text;
  save();
}

/** Forgets everything, for good: nothing of this page is saved any more. */
export function forget() {
  forgotten = true;
  sessionStorage.clear();
}
