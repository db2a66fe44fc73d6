// The words that the scripts say, from the server, in the page's language.

const words = await (await fetch(`/chat/words?lang=${document.documentElement.lang}`)).json();

/** The word or sentence `key` of chat.page in the text files. */
export function word(key) {
  return words[key] ?? key;
}
