/** The menu of a conversation, and the sheets that it opens; all within the widget's own frame. */

import { h, icon, iconButton } from "./dom.js";

/**
 * A menu button after the pattern of WAI-ARIA: arrows move, Home and End jump, Esc closes.
 * @param {string} label
 * @param {() => ([string, () => void] | null)[]} entries a null is a line between groups
 */
export function menuButton(label, entries) {
  const button = iconButton("more", label, { class: "icon bare", "aria-haspopup": "menu", "aria-expanded": "false", onclick: toggle });
  /** @type {HTMLElement | null} */
  let open = null;
  return button;

  function toggle() {
    if (open) return close();
    const items = entries().map((entry) => (entry ? item(...entry) : h("hr", { role: "separator" })));
    open = h("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: key, onfocusout: left }, ...items);
    button.closest(".frame").append(open);
    button.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  function item(/** @type {string} */ text, /** @type {() => void} */ act) {
    const choose = () => {
      close();
      act();
    };
    return h("button", { type: "button", role: "menuitem", tabindex: -1, onclick: choose }, text);
  }

  function close() {
    if (!open) return;
    const had = open.contains(open.getRootNode().activeElement);
    const was = open;
    open = null;
    was.remove();
    button.setAttribute("aria-expanded", "false");
    if (had) button.focus();
  }

  function left(/** @type {FocusEvent} */ event) {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (open && !open.contains(to) && to !== button) close();
  }

  function key(/** @type {KeyboardEvent} */ event) {
    const items = /** @type {HTMLElement[]} */ ([...(open?.querySelectorAll("button") ?? [])]);
    const at = items.indexOf(/** @type {any} */ (event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return close();
    else return undefined;
    event.preventDefault();
    return event.stopPropagation();
  }
}

/**
 * A page over the conversation, with a way back. Esc closes it.
 * @param {HTMLElement} frame @param {string} title
 * @param {{back: string, body: Node[], focus?: HTMLElement, closed: () => void}} options
 * @returns {() => void} closes it
 */
export function openSheet(frame, title, { back, body, focus, closed }) {
  const others = /** @type {HTMLElement[]} */ ([...frame.children]);
  const button = h("button", { type: "button", class: "icon bare", "aria-label": back, title: back, onclick: close }, icon("back"));
  const top = h("div", { class: "top" }, button, h("h2", {}, title));
  const page = h("div", { class: "page", tabindex: 0, role: "region", "aria-label": title }, ...body);
  const sheet = h("section", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title, onkeydown: key }, top, page);
  for (const other of others) other.inert = true;
  frame.append(sheet);
  (focus ?? button).focus();
  return close;

  function key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  }

  function close() {
    if (!sheet.isConnected) return;
    sheet.remove();
    for (const other of others) other.inert = false;
    closed();
  }
}
