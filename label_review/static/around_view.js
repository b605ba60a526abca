// What stands around a text: like ones and others by its author, with their labels.
import { element, labelsOf, listed, percent } from "./elements.js";

export function aroundParts(around, goTo) {
  if (!around) return [element("p", { class: "facts" }, "Looking for texts that are like this one…")];
  const parts = [];
  if (around.neighbours.length) parts.push(list("Texts most like it", around.neighbours, goTo));
  if (around.of_author.length) parts.push(list("Others by its author", around.of_author, goTo));
  return parts;
}

function list(title, texts, goTo) {
  const rows = texts.map((text) => element(
    "li", {}, element(
      "button", { type: "button", class: "brief", onclick: () => goTo(text.document_id) },
      element("span", { class: "facts" }, [listed(labelsOf(text)), text.source, text.similarity && `alike ${percent(text.similarity)}`].filter(Boolean).join(", ")),
      element("span", { class: "preview" }, text.text),
    ),
  ));
  return element("details", { open: true }, element("summary", {}, `${title}: ${texts.length}`), element("ol", { class: "briefs" }, ...rows));
}
