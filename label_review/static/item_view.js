// One text: what is known of it, and the buttons that decide.
import { aroundParts } from "./around_view.js";
import { byId, element, labelsOf, listed, percent } from "./elements.js";
import { legend, shadedText } from "./text_view.js";

export function showItem(shown, task, actions) {
  const { item } = shown;
  const suggested = item.triage ? item.triage.suggested : [];
  byId("item-title").textContent = `Text ${item.document_id}`;
  const made = [
    element("p", { class: "facts" }, facts(item)),
    element("div", { id: "item-text", class: "text", tabindex: "0", lang: item.language }, item.text),
    element("p", { id: "item-legend", class: "facts" }),
    item.is_blind ? element("p", {}, "You decide blind: label and answers are shown afterwards.") : standing(item, suggested),
    choices(task, suggested, actions),
    task.kind === "multi" ? tagField(task, actions) : null,
    element("div", { class: "choices", role: "group", "aria-label": "Other decisions" },
      button("b", "model wrong", actions.modelWrong), button("x", "unclear", actions.unclear), button("s", "skip", actions.skip),
      button("u", "undo", actions.undo), item.is_blind ? null : button("w", "shade words", actions.shade, "shade")),
    item.copies.length ? element("label", { class: "check" }, element("input", { type: "checkbox", id: "with-copies" }),
      ` Decide ${item.copies.length === 1 ? "its copy" : `its ${item.copies.length} copies`} too: ${item.copies.slice(0, 5).map((copy) => `${copy.document_id} (${listed(copy.labels)})`).join("; ")}${item.copies.length > 5 ? " …" : ""}`) : null,
    element("label", { class: "note" }, "Note, kept with the decision ", element("textarea", { id: "note-field", rows: "2", maxlength: "1000" })),
    scores(item),
    history(item),
    item.guidelines
      ? element("details", { open: true }, element("summary", {}, `Guidelines, version ${item.guidelines.version}`), element("div", { class: "text" }, item.guidelines.text))
      : element("p", { class: "facts" }, `No guidelines: write ${task.task}.guidelines.md beside the task's file, and they stand here.`),
    element("div", { id: "item-around" }),
  ];
  byId("item").replaceChildren(...made.filter((part) => part !== null));
  updateItem(shown, actions);
}

// Shows what has come meanwhile, and leaves fields and focus alone. `shown` has words and around, null until they came.
export function updateItem({ item, words, around, isShading }, actions) {
  const own = around ? around.own_words : [];
  if (words || own.length) byId("item-text").replaceChildren(...shadedText(item.text, words ? words.parts : [], own));
  byId("item-legend").replaceChildren(...legend(words, own, isShading));
  if (!item.is_blind) byId("item-around").replaceChildren(...aroundParts(around, actions.goTo));
  for (const choice of byId("item").querySelectorAll("[data-label]")) choice.setAttribute("aria-pressed", String(actions.chosen.has(choice.dataset.label)));
  byId("shade")?.setAttribute("aria-pressed", String(isShading));
}

function button(key, title, act, id = null) {
  return element("button", { type: "button", id, onclick: act }, element("kbd", {}, key), ` ${title}`);
}

function standing(item, suggested) {
  const probability = item.triage && item.triage.probability !== null ? ` (${percent(item.triage.probability)})` : "";
  const told = suggested.length ? [" Suggested: ", element("strong", {}, listed(suggested)), `${probability}, out of fold by version ${item.version}.`] : [];
  return element("p", {}, "Label: ", element("strong", {}, listed(labelsOf(item))), item.source ? ` (${item.source}).` : ".", ...told);
}

function choices(task, suggested, actions) {
  const isMulti = task.kind === "multi";
  const labels = task.labels.map((label, place) => element(
    "button", { type: "button", "data-label": isMulti ? label : null, onclick: () => actions.choose(label) },
    ...(place < 9 ? [element("kbd", {}, String(place + 1)), " "] : []), label,
  ));
  return element("div", { class: "choices", role: "group", "aria-label": "Decide" },
    ...labels,
    isMulti ? element("button", { type: "button", class: "main", onclick: actions.saveSet }, "Save labels") : null,
    suggested.length ? element("button", { type: "button", class: "main", onclick: actions.suggested }, element("kbd", {}, "y"), ` ${listed(suggested)}`) : null);
}

function tagField(task, actions) {
  const field = element("input", { placeholder: "+tag -tag", list: "known-tags", autocomplete: "off" });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") actions.changeTags(field.value); });
  return element("label", { class: "note" }, "Tags to add and to take away, then Enter ", field,
    element("datalist", { id: "known-tags" }, ...task.labels.map((label) => element("option", { value: `+${label}` }))));
}

function facts(item) {
  const known = [
    item.external_id && `number ${item.external_id}`, item.author && `author ${item.author.slice(0, 8)}`, item.entity,
    item.created_at, item.language, `${item.original}, record ${item.original_row}`, `batch ${item.batch_id}`,
    item.others_at_it.length && `open at ${item.others_at_it.join(", ")}`,
    item.decided_by.length && `decided by ${item.decided_by.join(", ")}`,
  ];
  return known.filter(Boolean).join(" · ");
}

function scores(item) {
  if (!item.scores.length) return null;
  const rows = item.scores.map((score, place) => element(
    "tr", { class: place ? "old" : null },
    element("td", {}, score.model_version), element("td", {}, score.fault || score.top_label || "no label"), element("td", {}, percent(score.score)),
  ));
  return element("table", { class: "scores" }, element("caption", {}, "Answers, the latest version first"), ...rows);
}

function history(item) {
  if (!item.history.length) return null;
  const rows = item.history.map((event) => element(
    "li", { class: event.is_undone ? "undone" : null },
    `${event.action} ${event.label_set ? listed(event.label_set) : event.label || ""} by ${event.labelled_by}, ${event.labelled_at.slice(0, 16)}`,
    event.finding ? `, ${event.finding}` : "", event.reason ? `: ${event.reason}` : "",
  ));
  return element("details", {}, element("summary", {}, `History: ${rows.length}`), element("ol", { class: "history" }, ...rows));
}
