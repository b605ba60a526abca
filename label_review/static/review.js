// The page: sign in, queue, item, decide, undo.
import { openBulk } from "./bulk_view.js";
import { byId, element, labelsOf, listed, tell } from "./elements.js";
import { openFiles } from "./files_view.js";
import { showItem, updateItem } from "./item_view.js";
import { makeList } from "./list_view.js";
import { Refused, ask, keptRequests, newKey, rememberToken, send, sendKept } from "./requests.js";
import { changedTags } from "./tags.js";
import { openVersions } from "./versions_view.js";

const state = {
  person: null, task: null, items: [], at: 0, next: null, isLoading: false, item: null, words: null, around: null, isShading: false,
  finding: null, chosen: new Set(), decided: 0, changed: 0, began: null,
};
const RENEW_MS = 5 * 60 * 1000;
const RESEND_MS = 5 * 1000;

async function reporting(work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused && error.status === 401) showSignIn();
    tell(error instanceof Refused ? error.message : "The server does not answer. What you decide is kept in this browser.");
  }
}

function showSignIn() {
  byId("nothing").hidden = true;
  byId("desk").hidden = true;
  byId("sign-in").hidden = false;
  byId("sign-in").elements.name.focus();
}

async function begin() {
  const link = new URLSearchParams(location.hash.slice(1)).get("link");
  if (link) {
    history.replaceState(null, "", location.pathname);
    enter(await ask("/api/sign-in", { link }));
  } else {
    enter(await ask("/api/me"));
  }
  await showTasks();
}

function enter(person) {
  state.person = person;
  rememberToken(person.form_token);
  byId("person").textContent = `${person.name}, ${person.role}`;
  byId("sign-out").hidden = false;
  byId("sign-in").hidden = true;
}

async function showTasks() {
  await resend();
  const found = await ask("/api/tasks");
  const tasks = found.filter((task) => !task.refused);
  if (!tasks.length) {
    showNothing("There are no texts to review yet", [
      ...found.map((task) => `${task.task}: ${task.refused}`),
      "Bring some in, then load this page again:", "amzn-review documents add TASK FILE", "The tasks are listed by:", "text-models tasks",
    ]);
    return;
  }
  byId("task").replaceChildren(...tasks.map((task) => element("option", { value: task.task }, `${task.title} (${task.documents.toLocaleString("en")})`)));
  byId("task-field").hidden = false;
  byId("task").onchange = () => reporting(() => chooseTask(tasks[byId("task").selectedIndex]));
  byId("desk").hidden = false;
  await chooseTask(tasks[0]);
}

function showNothing(title, lines) {
  byId("nothing").hidden = false;
  byId("nothing").replaceChildren(element("h2", {}, title), ...lines.map((line) => element(/^(amzn-review|text-models)/.test(line) ? "pre" : "p", {}, line)));
}

async function chooseTask(task) {
  Object.assign(state, { task, item: null, decided: 0, changed: 0, began: null });
  byId("progress").textContent = "";
  const filter = byId("filter");
  filter.reset();
  await loadQueue();
  filter.elements.label.replaceChildren(
    element("option", { value: "" }, "any"), ...state.task.labels.map((label) => element("option", { value: label }, label)),
  );
}

const base = () => `/api/tasks/${encodeURIComponent(state.task.task)}`;

function asked() {
  const found = Object.fromEntries(new FormData(byId("filter")));
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ""));
}

async function loadQueue(after = 0, more = {}) {
  state.isLoading = true;
  if (!after) byId("counts").textContent = "Loading…";
  let page;
  try {
    page = await ask(`${base()}/queue?${new URLSearchParams({ ...asked(), ...more, after, count: 50 })}`);
  } finally {
    state.isLoading = false;
  }
  state.task = { ...state.task, labels: page.labels };
  state.items = after ? [...state.items, ...page.items] : page.items;
  state.next = page.next;
  byId("counts").textContent = `${page.matching.toLocaleString("en")} of ${page.texts.toLocaleString("en")} ${state.task.noun} match.`;
  byId("note").textContent = page.note || "";
  byId("note").hidden = !page.note;
  showHistogram(page.histogram);
  if (after) list.show(state.items, state.at);
  else await open(0);
}

function showHistogram(counts) {
  const most = Math.max(...counts, 1);
  byId("histogram").hidden = !counts.some(Boolean);
  byId("histogram").setAttribute("aria-label", `Quality of labels from 0 to 1: ${counts.join(", ")} texts`);
  byId("histogram").replaceChildren(...counts.map((count) => {
    const bar = element("div", { title: String(count) });
    bar.style.height = `${(100 * count) / most}%`;
    return bar;
  }));
}

const list = makeList(
  (place) => reporting(() => open(place)),
  () => { if (state.next !== null && !state.isLoading) reporting(() => loadQueue(state.next)); },
);

async function open(place) {
  state.at = Math.max(0, Math.min(place, state.items.length - 1));
  list.show(state.items, state.at);
  const entry = state.items[state.at];
  if (entry) return openDocument(entry.document_id);
  state.item = null;
  byId("item-title").textContent = "Text";
  byId("item").replaceChildren(element("p", { class: "hint" }, Object.keys(asked()).length > 1
    ? "Nothing waits for you here: choose another filter."
    : "You have decided every text of this task. Before and after… shows what the next training made of it."));
  return undefined;
}

async function openDocument(documentId) {
  const before = state.item;
  const item = await ask(`${base()}/items/${documentId}`);
  if (before && before.document_id !== documentId) await ask(`${base()}/items/${before.document_id}/return`, {});
  Object.assign(state, { item, words: null, around: null, finding: null, chosen: new Set(labelsOf(item)) });
  showItem(state, state.task, actions);
  await hold();
  if (item.is_blind) return;
  await Promise.all([lookAround(item), state.isShading ? weighWords(item) : null]);
}

const update = () => updateItem(state, actions);

async function lookAround(item) {
  const found = await ask(`${base()}/items/${item.document_id}/around`);
  if (state.item !== item) return;
  state.around = found;
  update();
}

async function weighWords(item) {
  const found = await ask(`${base()}/items/${item.document_id}/words`);
  if (state.item !== item) return;
  state.words = found;
  update();
}

async function hold() {
  try {
    await ask(`${base()}/items/${state.item.document_id}/lease`, {});
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    tell(`${error.message} Deciding asks you first.`);
  }
}

async function decide(said) {
  if (!state.item) return;
  const copies = byId("with-copies")?.checked ? state.item.copies.map((copy) => copy.document_id) : [];
  const body = {
    request_key: newKey(), document_ids: [state.item.document_id, ...copies], note: byId("note-field").value, finding: state.finding, ...said,
  };
  const path = `${base()}/decisions`;
  try {
    if (await send(path, body, state.person.name) === null) kept();
    else tell(`${state.item.document_id}: ${said.labels ? listed(said.labels) : said.action}.`);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    if (!confirm(`${error.message}\nDecide it as well?`)) return;
    await send(path, { ...body, also: true }, state.person.name);
  }
  count(said);
  state.item = null;
  const gone = new Set(body.document_ids);
  state.items = state.items.filter((item) => !gone.has(item.document_id));
  if (state.next !== null && state.items.length < 10) await loadQueue();
  else await open(state.at);
}

function count(said) {
  if (said.action === "skip") return;
  state.began ??= Date.now();
  state.decided += 1;
  if (said.labels && listed(said.labels) !== listed(labelsOf(state.item))) state.changed += 1;
  const minutes = Math.max((Date.now() - state.began) / 60_000, 1 / 60);
  const rate = state.decided > 4 ? `, ${(state.changed / minutes).toFixed(1)} changed a minute` : "";
  byId("progress").textContent = `In this session: ${state.decided} decided, ${state.changed} labels changed${rate}.`;
}

function kept() {
  tell(`The server does not answer. ${keptRequests().length} decisions are kept in this browser and sent again.`);
}

async function resend() {
  if (!state.person || !keptRequests().length) return;
  const refused = await sendKept(state.person.name);
  if (refused.length) tell(`Refused when sent again: ${refused.join(" ")}`);
  else if (!keptRequests().length) tell("Everything that was kept has been sent.");
}

const actions = {
  get chosen() { return state.chosen; },
  choose(label) {
    if (state.task.kind !== "multi") return reporting(() => decide({ action: "label", labels: [label] }));
    if (!state.chosen.delete(label)) state.chosen.add(label);
    return update();
  },
  saveSet: () => reporting(() => decide({ action: "label", labels: [...state.chosen] })),
  changeTags: (written) => reporting(() => {
    const { add, remove } = changedTags(written);
    add.forEach((label) => state.chosen.add(label));
    remove.forEach((label) => state.chosen.delete(label));
    return decide({ action: "label", labels: [...state.chosen] });
  }),
  goTo: (documentId) => reporting(() => openDocument(documentId)),
  shade: () => state.item && reporting(async () => {
    state.isShading = !state.isShading;
    state.words = null;
    if (!state.isShading) byId("item-text").replaceChildren(state.item.text);
    update();
    if (state.isShading) await weighWords(state.item);
  }),
  suggested: () => state.item?.triage?.suggested.length && reporting(() => decide({ action: "label", labels: state.item.triage.suggested })),
  modelWrong: () => reporting(() => decide({ action: "label", labels: labelsOf(state.item), finding: "model wrong" })),
  unclear: () => reporting(() => decide({ action: "unclear" })),
  skip: () => reporting(() => decide({ action: "skip" })),
  undo: () => reporting(async () => {
    const undone = await ask(`${base()}/undo`, { request_key: newKey() });
    tell(`Undone: ${undone.documents.join(", ")}.`);
    await loadQueue();
  }),
};

const KEYS = {
  j: () => reporting(() => open(state.at + 1)), k: () => reporting(() => open(state.at - 1)),
  y: actions.suggested, b: actions.modelWrong, x: actions.unclear, s: actions.skip, u: actions.undo, w: actions.shade,
  a: () => { state.finding = "label wrong"; tell("The next decision says that the label was wrong."); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select") || !state.item) return;
  if (document.querySelector("dialog[open]")) return;
  const label = /^[1-9]$/.test(event.key) ? state.task.labels[Number(event.key) - 1] : null;
  const act = label ? () => actions.choose(label) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

byId("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, token } = Object.fromEntries(new FormData(event.target));
  event.target.reset();
  reporting(async () => { enter(await ask("/api/sign-in", { name, token })); tell(""); await showTasks(); });
});
byId("sign-out").addEventListener("click", () => reporting(async () => { await ask("/api/sign-out", {}); location.reload(); }));
byId("filter").addEventListener("change", () => reporting(() => loadQueue()));
byId("filter").addEventListener("submit", (event) => { event.preventDefault(); reporting(() => loadQueue()); });
byId("again").addEventListener("click", () => reporting(() => loadQueue(0, { again: true })));
const desk = () => ({ task: state.task, labels: state.task.labels, person: state.person, filter: asked, base, reload: () => loadQueue(0, { again: true }) });
byId("bulk-open").addEventListener("click", () => openBulk(desk()));
byId("files-open").addEventListener("click", () => openFiles(desk()));
byId("versions-open").addEventListener("click", () => reporting(() => openVersions(desk())));
setInterval(() => { if (state.item) reporting(hold); }, RENEW_MS);
setInterval(() => reporting(resend), RESEND_MS);
addEventListener("online", () => reporting(resend));
reporting(begin);
