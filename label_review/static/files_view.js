// Decisions as files: export links, and a form that imports one.
import { byId, element } from "./elements.js";
import { Refused, sendFile } from "./requests.js";

const OURS = ["csv", "jsonl", "parquet"];
const FORMATS = [...OURS, "label-studio", "doccano", "argilla", "prodigy"];

export function openFiles(desk) {
  const mayExport = desk.person.role !== "annotator";
  byId("files-body").replaceChildren(
    element("h3", {}, "Export"),
    mayExport
      ? element("p", { class: "tools" }, ...OURS.map((kind) => element("a", { class: "button", href: `${desk.base()}/export?kind=${kind}`, download: "" }, kind.toUpperCase())))
      : element("p", {}, `Exporting is left to adjudicators; you are ${desk.person.role}.`),
    element("h3", {}, "Import"),
    desk.person.role === "admin" ? importForm(desk) : element("p", {}, `Importing is left to admins; you are ${desk.person.role}.`),
  );
  byId("files").showModal();
}

function importForm(desk) {
  const file = element("input", { type: "file", "aria-label": "File" });
  const kind = element("select", {}, ...FORMATS.map((name) => element("option", { value: name }, name)));
  const outcome = element("p", { role: "status" });
  file.addEventListener("change", () => {
    const found = OURS.find((name) => file.files[0]?.name.toLowerCase().endsWith(`.${name}`));
    if (found) kind.value = found;
  });
  async function run() {
    if (!file.files.length) {
      outcome.textContent = "Choose a file first.";
      return;
    }
    outcome.textContent = "Importing…";
    try {
      const came = await sendFile(`${desk.base()}/import?kind=${kind.value}`, file.files[0]);
      outcome.textContent = `${came.listed} events listed: ${came.written} written, ${came.known} known before, ${came.unknown} of texts that are not here.`;
      await desk.reload();
    } catch (error) {
      outcome.textContent = error instanceof Refused ? error.message : "The server does not answer: try again.";
    }
  }
  return element("div", { class: "stack" }, element("label", {}, "File ", file), element("label", {}, "Format ", kind), element("button", { type: "button", class: "main", onclick: run }, "Import"), outcome);
}
