// What the sections are made of. Whatever the gateway says is put in as text, never as markup.

/** Returns an element with attributes and children; a child that is no node becomes text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Sets the text of a node; one that stays is left alone, and with it what a reader has selected. */
export function say(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Gives a node these children, unless they look as those that it has: focus stays where it is. */
export function show(node, signature, make) {
  if (node.shown !== signature) {
    node.shown = signature;
    node.replaceChildren(...[make()].flat());
  }
}

/**
 * Makes the children of a node fit a list: one for each item, by its key, in the order of the list.
 * Those that stay are updated in place.
 */
export function fit(node, items, key, make, update) {
  const known = new Map([...node.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of items) {
    const name = String(key(item));
    const child = known.get(name) ?? make(item);
    child.dataset.key = name;
    known.delete(name);
    const place = before === null ? node.firstElementChild : before.nextElementSibling;
    if (place !== child) {
      node.insertBefore(child, place);
    }
    update(child, item);
    before = child;
  }
  known.forEach((child) => child.remove());
}

/**
 * Makes a table show a list.
 *
 * Each column has a head and a cell, which returns a text, a number, or {text, kind, node}.
 */
export function table(node, columns, items, key) {
  if (node.rows[0]?.cells.length !== columns.length) {
    node.tHead?.remove();
    node.tBodies[0]?.remove();
    const heads = columns.map((c) => el('th', { scope: 'col', class: c.number ? 'number' : '' }, c.head));
    node.append(el('thead', {}, el('tr', {}, ...heads)), el('tbody'));
  }
  fit(node.tBodies[0], items, key, () => row(columns), (line, item) => {
    columns.forEach((column, i) => fill(line.cells[i], column.cell(item)));
  });
}

function row(columns) {
  return el('tr', {}, ...columns.map((c) =>
    c.isHead ? el('th', { scope: 'row' }) : el('td', { class: c.number ? 'number' : '' })));
}

function fill(cell, value) {
  const content = typeof value === 'object' ? value : { text: value };
  if (content.node) {
    show(cell, content.signature, content.node);
  } else {
    say(cell, String(content.text));
  }
  if (content.value !== undefined) {
    cell.dataset.value = content.value;
  }
}

const COUNT = new Intl.NumberFormat('en');
const FEW = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count, to the last digit. */
export const count = (value) => ({ text: COUNT.format(value), value });

/** How often something happens. */
export const often = (value) => ({ text: value === 0 ? '–' : FEW.format(value) + '/s', value });

/** A number of bytes in three digits or so. */
export function bytes(value, per = '') {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return { text: per && value === 0 ? '–' : `${FEW.format(rest)} ${units[unit]}${per}`, value };
}

/** A time span in its largest unit or two. */
export function span(seconds) {
  const steps = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const at = Math.max(0, steps.findIndex(([size]) => seconds >= size));
  const [size, unit] = seconds < 1 ? [1, 's'] : steps[at];
  const whole = Math.floor(seconds / size);
  const next = steps[at + 1];
  const rest = next && size > 60 && seconds >= 1 ? Math.floor((seconds % size) / next[0]) : 0;
  return rest ? `${whole} ${unit} ${rest} ${next[1]}` : `${whole} ${unit}`;
}

/** The time of the day of a moment, with the whole of it for those who ask. */
export const clock = (iso) =>
  el('time', { datetime: iso, title: iso }, new Date(iso).toLocaleTimeString('en-GB'));
