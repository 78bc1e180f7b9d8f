/** Elements without markup: data only ever becomes text, so it cannot become anything else. */

const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a grid of 24. */
const SHAPES = {
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  stop: "M7 7h10v10H7z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  back: "M14.5 6l-6 6 6 6",
  phone: "M7 4h3l1.5 4.5L9.4 10a11 11 0 0 0 4.6 4.6l1.5-2.1L20 14v3a3 3 0 0 1-3 3A13 13 0 0 1 4 7a3 3 0 0 1 3-3z",
  words: "M5 6h14v10h-8l-4 3.5V16H5z",
  picture: "M4.5 5h15v14h-15zM4.5 16l4.5-4.5 3.5 3.5 3-3 4 4M15.5 9h.01",
  camera: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM15.2 13a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0z",
};

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `on…` listens; true sets an empty attribute; false, null and
 *   undefined leave it out
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value || value === 0 || value === "") made.setAttribute(name, String(value));
  }
  made.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return made;
}

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor" };
  const line = { "stroke-width": name === "more" ? 3 : 1.8, "stroke-linecap": "round" };
  for (const [key, value] of Object.entries({ ...attributes, ...line, "aria-hidden": "true" })) {
    svg.setAttribute(key, String(value));
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("stroke-linejoin", "round");
  svg.append(path);
  return svg;
}

/** A round button that shows only a picture. @param {keyof typeof SHAPES} shape */
export function iconButton(shape, /** @type {string} */ label, /** @type {object} */ props) {
  return h("button", { type: "button", "aria-label": label, title: label, ...props }, icon(shape));
}

const POINT = /^\s*(?:[-•*·]|\d{1,2}[.、)])\s+/;

/** Words as paragraphs: line breaks, and lines that are points of a list hang. No other markup. */
export function paragraphs(/** @type {string} */ text) {
  return text.split("\n").map((line) => {
    const look = POINT.test(line) ? "point" : line.trim() ? undefined : "gap";
    return h("p", { class: look, dir: "auto" }, line);
  });
}
