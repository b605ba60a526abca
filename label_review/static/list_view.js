// The queue as a list of which only the rows in sight are elements, so that it is as cheap with 10,000 as with ten.
import { byId, element, listed, percent } from "./elements.js";

const ROW = 84;
const BEYOND = 6;

// `opened(place)` is called when a row is chosen, `ended()` when the last rows come into sight.
export function makeList(opened, ended) {
  let items = [];
  let at = 0;
  const scroll = byId("items-scroll");

  function draw() {
    const first = Math.max(0, Math.floor(scroll.scrollTop / ROW) - BEYOND);
    const after = Math.min(items.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW) + BEYOND);
    const focused = byId("items").contains(document.activeElement) ? document.activeElement.dataset.place : null;
    byId("items").style.height = `${items.length * ROW}px`;
    byId("items").replaceChildren(...items.slice(first, after).map((item, place) => row(item, first + place)));
    if (focused !== null) byId("items").querySelector(`[data-place="${focused}"]`)?.focus({ preventScroll: true });
    if (items.length && after === items.length) ended();
  }

  function row(item, place) {
    const button = element(
      "button", { type: "button", "aria-current": String(place === at), "data-place": place, onclick: () => opened(place) },
      element("span", { class: "preview" }, item.text || "…"),
      element("span", { class: "facts" }, item.labels ? summary(item) : ""),
    );
    const made = element("li", { "aria-posinset": String(place + 1), "aria-setsize": String(items.length) }, button);
    made.style.top = `${place * ROW}px`;
    return made;
  }

  scroll.addEventListener("scroll", () => requestAnimationFrame(draw));
  return {
    show(shown, current) {
      [items, at] = [shown, current];
      const top = at * ROW;
      if (top < scroll.scrollTop || top + ROW > scroll.scrollTop + scroll.clientHeight) {
        scroll.scrollTop = Math.max(0, top - scroll.clientHeight / 3);
      }
      draw();
    },
  };
}

function summary(item) {
  const differs = item.suggested.length && listed(item.suggested) !== listed(item.labels);
  const quality = item.quality === null ? "" : `, quality ${percent(item.quality)}`;
  return `${listed(item.labels)}${differs ? ` → ${listed(item.suggested)}` : ""}${quality}`;
}
