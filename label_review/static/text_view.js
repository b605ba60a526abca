// A text with its words shaded by what they do for a label, by characters of the text as it is.
import { element, percent } from "./elements.js";

// `parts` are [start, end, weight], `own` [start, end] of words that no other text has; both count code points.
export function shadedText(text, parts, own) {
  const characters = Array.from(text);
  const most = Math.max(...parts.map(([, , weight]) => Math.abs(weight)), 1e-9);
  const edges = new Set([0, characters.length]);
  for (const [start, end] of [...parts, ...own]) edges.add(start).add(end);
  const places = [...edges].sort((a, b) => a - b);
  let part = 0;
  let word = 0;
  return places.slice(0, -1).map((start, place) => {
    const piece = characters.slice(start, places[place + 1]).join("");
    while (part < parts.length && parts[part][1] <= start) part += 1;
    while (word < own.length && own[word][1] <= start) word += 1;
    const weight = part < parts.length && parts[part][0] <= start ? parts[part][2] : 0;
    const isOwn = word < own.length && own[word][0] <= start;
    if (!weight && !isOwn) return piece;
    const made = element("span", { class: isOwn ? "own" : null, title: title(weight, isOwn) }, piece);
    const strength = Math.round((60 * Math.abs(weight)) / most);
    if (strength) made.style.background = `color-mix(in srgb, var(--${weight > 0 ? "for" : "against"}) ${strength}%, transparent)`;
    return made;
  });
}

function title(weight, isOwn) {
  const told = weight ? `${weight > 0 ? "+" : ""}${weight.toFixed(2)} log-odds` : "";
  return [told, isOwn ? "no other text has this word" : ""].filter(Boolean).join(", ");
}

export function legend(words, own, isShading) {
  const told = [];
  if (isShading && !words) told.push("Weighing the words… ");
  if (words?.note) told.push(`${words.note} `);
  if (words?.parts?.length) {
    told.push(
      `Version ${words.version} answers ${words.label} (${percent(words.probability)}): words that speak `, element("span", { class: "swatch for" }, "for"), " and ",
      element("span", { class: "swatch against" }, "against"), " it. ",
    );
  }
  if (own.length) told.push(element("span", { class: "own" }, "Dotted"), ": no other text has the word.");
  return told;
}
