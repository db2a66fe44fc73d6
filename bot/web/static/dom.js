// Small helpers. Whatever people write goes in as text, never as markup.

/** A new element with properties (`className`, `textContent`, ...) and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);
