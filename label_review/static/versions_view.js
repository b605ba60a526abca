// What the decisions did: each version beside the champion that stood when it was judged, on the same texts.
import { byId, element } from "./elements.js";
import { ask } from "./requests.js";

const figure = (it) => `${it.value.toFixed(3)} (${it.low.toFixed(3)} to ${it.high.toFixed(3)})`;
const signed = (value) => `${value >= 0 ? "+" : ""}${value.toFixed(3)}`;

export async function openVersions(desk) {
  const found = await ask(`${desk.base()}/versions`);
  const count = found.decided_since.toLocaleString("en");
  const since = found.since ? ` since the newest version learned, at ${found.since.slice(0, 16).replace("T", " ")}` : "";
  byId("versions-body").replaceChildren(
    element("p", {}, `People have labelled ${count} texts${since}. The next training learns from them: DAG text_models_train, with task ${desk.task.task}.`),
    found.versions.length ? table(found.versions) : element("p", {}, "There is no version yet: the same DAG trains the first one."),
    element("p", { class: "facts" }, "Intervals are 95 %, by a bootstrap of groups of texts. Gain: the version less the champion that stood when it was judged, on test texts of which neither has learned."),
  );
  byId("versions").showModal();
}

function table(versions) {
  const rows = versions.map((it) => element(
    "tr", { class: it.is_champion ? "champion" : null },
    element("th", { scope: "row" }, it.version, it.is_champion ? " champion" : ""),
    it.fault
      ? element("td", { colspan: "4" }, it.fault)
      : element("td", {}, it.metric),
    ...(it.fault ? [] : [
      element("td", {}, it.beside ? figure(it.beside.before) : "no champion stood"),
      element("td", {}, `${figure(it.value)} on ${it.rows.toLocaleString("en")} texts`),
      element("td", {}, it.beside ? `${signed(it.beside.gain.value)} (${signed(it.beside.gain.low)} to ${signed(it.beside.gain.high)}) on ${it.beside.rows.toLocaleString("en")} texts` : "–"),
    ]),
  ));
  const head = ["version", "metric", "champion before", "this version", "gain"].map((name) => element("th", { scope: "col" }, name));
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Versions and their figures" }, element("table", { class: "scores" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
}
