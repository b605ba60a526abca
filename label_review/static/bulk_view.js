// One decision about everything that the filter finds: count, look at some, decide, undo.
import { byId, element, percent } from "./elements.js";
import { Refused, ask, newKey } from "./requests.js";
import { changedTags } from "./tags.js";

// `desk` has task, labels, filter(), base() and reload().
export function openBulk(desk) {
  const isMulti = desk.task.kind === "multi";
  const choice = isMulti
    ? element("input", { id: "bulk-tags", placeholder: "+tag -tag", list: "known-tags", autocomplete: "off" })
    : element("select", { id: "bulk-label" }, ...desk.labels.map((label) => element("option", { value: label }, label)));
  const withDecided = element("input", { type: "checkbox" });
  const plan = element("div", { role: "status" });
  // What was looked at was looked at for one label.
  for (const field of [choice, withDecided]) field.addEventListener("change", () => plan.replaceChildren());
  const filter = desk.filter();
  const said = Object.entries(filter).filter(([name]) => name !== "order").map(([name, value]) => `${name} ${value}`);
  byId("bulk-body").replaceChildren(
    element("p", {}, said.length ? `All texts of the filter: ${said.join(", ")}.` : "There is no filter: this is about all texts of the task."),
    element("label", {}, isMulti ? "Tags to add and to take away " : "The label that all of them get ", choice),
    element("label", { class: "check" }, withDecided, " also those that a person has decided"),
    element("button", { type: "button", onclick: () => showing(plan, () => counted(desk, plan, filter, withDecided.checked, choice)) }, "Count"),
    plan,
  );
  byId("bulk").showModal();
}

async function showing(place, work) {
  try {
    await work();
  } catch (error) {
    place.replaceChildren(element("p", { class: "doubt" }, error instanceof Refused ? error.message : "The server does not answer: try again."));
  }
}

async function counted(desk, place, filter, withDecided, choice) {
  const plan = await ask(`${desk.base()}/bulk/plan`, { filter, with_decided: withDecided });
  const checks = {};
  const live = element("p", { role: "status" });
  const go = element("button", { type: "button", class: "main", disabled: true, onclick: () => showing(outcome, decide) }, `Decide ${plan.count.toLocaleString("en")} texts`);
  const outcome = element("div", { role: "status" });
  const body = { filter, with_decided: withDecided, count: plan.count, request_key: newKey() };

  async function decide() {
    const labels = desk.task.kind === "multi" ? changedTags(choice.value) : { labels: [choice.value] };
    const done = await ask(`${desk.base()}/bulk`, { ...body, ...labels, checks });
    go.disabled = true;
    const rate = done.error_rate === null ? "" : ` The label did not fit ${percent(done.error_rate)} of those that you looked at.`;
    outcome.replaceChildren(
      element("p", {}, `${done.documents.toLocaleString("en")} texts are decided.${rate}`),
      element("button", { type: "button", onclick: () => showing(outcome, () => undo(done.decision_key)) }, "Undo all of it"),
    );
    await desk.reload();
  }

  async function undo(decisionKey) {
    const undone = await ask(`${desk.base()}/undo`, { request_key: newKey(), decision_key: decisionKey });
    outcome.replaceChildren(element("p", {}, `${undone.documents.length.toLocaleString("en")} texts are as before.`));
    await desk.reload();
  }

  function checked() {
    const missing = plan.spot_checks.length - Object.keys(checks).length;
    const wrong = Object.values(checks).filter((fits) => !fits).length;
    go.disabled = missing > 0 || plan.count === 0;
    if (plan.spot_checks.length) live.textContent = `${plan.spot_checks.length - missing} of ${plan.spot_checks.length} looked at; the label does not fit ${wrong}.`;
  }

  place.replaceChildren(
    element("p", {}, `${plan.count.toLocaleString("en")} texts match. ${plan.left_out ? `${plan.left_out.toLocaleString("en")} that a person has decided are left out.` : ""}`),
    plan.spot_checks.length ? element("p", {}, "More than 100: say of these, drawn by chance, whether the label fits.") : "",
    element("ol", { class: "checks" }, ...plan.spot_checks.map((document) => spotCheck(document, plan.texts[document], (fits) => { checks[document] = fits; checked(); }))),
    live, go, outcome,
  );
  checked();
}

function spotCheck(document, text, told) {
  const option = (value, title) => {
    const input = element("input", { type: "radio", name: `check-${document}` });
    input.addEventListener("change", () => told(value));
    return element("label", { class: "check" }, input, ` ${title}`);
  };
  return element("li", {}, element("fieldset", {}, element("legend", {}, text), option(true, "fits"), option(false, "does not fit")));
}
