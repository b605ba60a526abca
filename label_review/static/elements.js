// Elements of the page. Texts are only ever set as text, never read as HTML.
export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function tell(sentence) {
  byId("message").textContent = sentence;
}

export const percent = (value) => (value === null || value === undefined ? "?" : `${Math.round(value * 100)} %`);

export const listed = (labels) => (labels.length ? labels.join(", ") : "no label");

// What counts as the label of a document now.
export function labelsOf(item) {
  if (item.label_set !== null) return item.label_set;
  return item.label === null ? [] : [item.label];
}
