// Elements without markup in strings: texts are always texts.

/**
 * @param {string} name
 * @param {Record<string, any>} [attributes] `on…` are listeners; `true` sets an empty attribute, `false` and `null` none.
 * @param {...(Node | string | number | null | undefined)} children
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map((child) => child instanceof Node ? child : String(child)));
  return element;
}

/**
 * A table with a caption for who cannot see the map.
 * @param {string} caption
 * @param {string[]} columns
 * @param {(Node | string | number)[][]} rows
 * @param {(index: number) => Record<string, any>} [rowAttributes]
 */
export function table(caption, columns, rows, rowAttributes = () => ({})) {
  return h(
    "table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...columns.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows.map((cells, index) => h("tr", rowAttributes(index), ...cells.map((cell) => h("td", {}, cell))))),
  );
}

/** A table that may be wider than its place: it scrolls by itself, also for those who have no pointer. @param {Parameters<typeof table>} parts */
export function wideTable(...parts) {
  const element = table(...parts);
  element.tabIndex = 0;
  return element;
}
