// The tables and lists of the page.

import { byId, bytes, clock, count, el, fit, often, say, show, span, table } from './dom.js';

const REFUSALS_FIRST = 8;

export function showHeader(state) {
  const { generation, hash, file, ageSeconds, lastReloadError } = state.configuration;
  say(byId('version'), state.version);
  byId('error').hidden = lastReloadError === null;
  say(byId('error-generation'), String(generation));
  say(byId('error-lines'), (lastReloadError ?? []).join('\n'));
  const [mark, kind, word] = state.draining
    ? ['◐', 'warn', 'Draining']
    : state.ready ? ['●', 'good', 'Ready'] : ['○', 'warn', 'Not ready'];
  // The age is no news to a screen reader, so it stands elsewhere.
  show(byId('state'), JSON.stringify([word, generation, hash, file]), () => [
    el('strong', { class: kind }, `${mark} ${word}`),
    ` · configuration ${generation} `,
    el('span', { class: 'id' }, hash),
    ' of ',
    el('span', { class: 'id' }, file),
  ]);
  showFigures([
    ['Up for', span(state.uptimeSeconds), '', 'uptime'],
    ['Configuration', span(ageSeconds), 'old', 'age'],
    ['Active', count(state.totals.active).text, `of ${count(state.connections.total).text} open`, 'active'],
    ['New', nowOften(state.rates.accepted), '', 'accepted'],
    ['Refused', nowOften(state.rates.refused), `${count(state.totals.refused).text} in all`, 'refused'],
    ['From clients', `${bytes(state.rates.bytesFromClients).text}/s`, '', 'from-clients'],
    ['To clients', `${bytes(state.rates.bytesToClients).text}/s`, '', 'to-clients'],
  ]);
}

/** A table has a dash for what does not happen; one number alone says so. */
const nowOften = (rate) => (rate === 0 ? '0/s' : often(rate).text);

function showFigures(figures) {
  const make = () => el('div', {}, el('dt'), el('dd', {}, el('span'), ' ', el('span', { class: 'unit' })));
  fit(byId('figures'), figures, ([name]) => name, make, (node, [name, value, unit, id]) => {
    const [term, description] = node.children;
    node.id = `figure-${id}`;
    say(term, name);
    say(description.children[0], value);
    say(description.children[1], unit);
  });
}

let allRefusals = false;

export function showRefusals({ refusals, totals }) {
  say(byId('refusals-count'), totals.refused > 0 ? `the last ${refusals.length} of ${count(totals.refused).text}` : '');
  byId('refusals-none').hidden = refusals.length > 0;
  const shown = allRefusals ? refusals : refusals.slice(0, REFUSALS_FIRST);
  fit(byId('refusals'), shown, (r) => r.connection, makeRefusal, () => {});
  const more = byId('refusals-more');
  more.hidden = refusals.length <= REFUSALS_FIRST;
  say(more, allRefusals ? 'Show fewer' : `Show all ${refusals.length}`);
  more.setAttribute('aria-expanded', String(allRefusals));
  more.onclick = () => {
    allRefusals = !allRefusals;
    showRefusals({ refusals, totals });
  };
}

function makeRefusal(refusal) {
  const alert = refusal.alert === null ? '' : ` · alert ${refusal.alert}`;
  const service = refusal.service === null ? [] : [el('span', {}, `service ${refusal.service}`)];
  return el('li', {},
    el('p', { class: 'head' },
      clock(refusal.time),
      el('span', { class: 'reason' }, refusal.reason.replaceAll('_', ' ') + alert),
      el('span', {}, `${refusal.client} at ${refusal.listener}`),
      el('span', { class: 'id' }, asked(refusal)),
      ...service),
    el('p', { class: 'advice' },
      el('span', { class: 'fix' }, refusal.fix), ' ', el('span', { class: 'note' }, `(${refusal.detail})`)));
}

function asked({ serverName, offered, asked: line }) {
  if (line !== null) {
    return line;
  }
  const ids = offered === null ? 'no ALPN' : offered.join(', ');
  return serverName === null && offered === null ? '' : `${serverName ?? 'no server name'} [${ids}]`;
}

const SERVICES = [
  { head: 'Service', isHead: true, cell: (s) => s.name },
  { head: 'State', cell: serviceState },
  { head: 'Active', number: true, cell: (s) => count(s.active) },
  { head: 'Served', number: true, cell: (s) => count(s.relayed) },
  { head: 'Rate', number: true, cell: (s) => often(s.rates.relayed) },
  { head: 'From clients', number: true, cell: (s) => bytes(s.bytesFromClients) },
  { head: 'Rate', number: true, cell: (s) => bytes(s.rates.bytesFromClients, '/s') },
  { head: 'To clients', number: true, cell: (s) => bytes(s.bytesToClients) },
  { head: 'Rate', number: true, cell: (s) => bytes(s.rates.bytesToClients, '/s') },
  { head: 'Failed connects', number: true, cell: (s) => count(s.upstreams.reduce((sum, u) => sum + u.failures, 0)) },
];

function serviceState(service) {
  const up = service.upstreams.filter((u) => u.up).length;
  const all = service.upstreams.length;
  const [kind, text] = service.draining
    ? ['warn', '◐ drained']
    : service.builtin ? ['soft', 'built in']
      : up === all ? ['good', `● ${up} up`] : up > 0 ? ['warn', `◐ ${up} of ${all} up`] : ['bad', '▲ all down'];
  return { signature: kind + text, node: () => el('span', { class: `state ${kind}` }, text) };
}

export function showServices({ services }) {
  table(byId('services'), SERVICES, services, (s) => s.name);
}

const NAMES = (head) => [
  { head, isHead: true, cell: (n) => ({ signature: n.name, node: () => el('span', { class: 'id' }, n.name) }) },
  { head: 'Times', number: true, cell: (n) => count(n.count) },
  { head: 'At least', number: true, cell: (n) => count(n.count - n.error) },
];

export function showNames({ unknownIds, unknownServerNames }) {
  table(byId('ids'), NAMES('Id'), unknownIds.slice(0, 10), (n) => n.name);
  table(byId('names'), NAMES('Server name'), unknownServerNames.slice(0, 10), (n) => n.name);
}

const CERTIFICATES = [
  { head: 'File', isHead: true, cell: (c) => ({ signature: c.file, node: () => el('span', { class: 'id', title: c.file }, ending(c.file)) }) },
  { head: 'Names', cell: (c) => (c.names.length ? c.names.join(', ') : '–') },
  { head: 'Issuer', cell: (c) => c.issuer },
  { head: 'Ends', cell: (c) => ({ signature: c.notAfter, node: () => el('time', { datetime: c.notAfter, title: c.notAfter }, c.notAfter.slice(0, 10)) }) },
  { head: 'Left', cell: certificateLeft },
];

/** The folder and the name of a file. */
const ending = (path) => path.split('/').slice(-2).join('/');

function certificateLeft({ notBefore, notAfter, daysLeft }) {
  const kind = daysLeft < 7 ? 'bad' : daysLeft < 21 ? 'warn' : 'good';
  const text = daysLeft < 0 ? '▲ expired' : `${daysLeft < 21 ? '▲ ' : ''}${count(daysLeft).text} ${daysLeft === 1 ? 'day' : 'days'}`;
  return {
    signature: text,
    node: () => {
      const filled = el('span', { class: kind });
      const whole = Date.parse(notAfter) - Date.parse(notBefore);
      const left = Math.max(0, Date.parse(notAfter) - Date.now());
      filled.style.width = `${Math.min(100, (100 * left) / whole)}%`;
      return [el('span', { class: `state ${kind}` }, text), el('div', { class: `bar ${kind}`, 'aria-hidden': 'true' }, filled)];
    },
  };
}

export function showCertificates({ certificates }) {
  table(byId('certificates'), CERTIFICATES, certificates, (c) => c.file);
}

/** Shows the connections; close is called with one that is to be closed. */
export function showConnections({ connections: { total, shown } }, mayClose, close) {
  const more = total > shown.length ? `${shown.length} of ${count(total).text}` : count(total).text;
  say(byId('connections-count'), more);
  byId('connections-note').hidden = mayClose;
  const columns = [
    { head: 'Id', isHead: true, cell: (c) => String(c.id) },
    { head: 'Client', cell: (c) => c.client },
    { head: 'Listener', cell: (c) => c.listener },
    { head: 'Service', cell: (c) => c.service ?? '–' },
    { head: 'Upstream', cell: (c) => c.upstream ?? '–' },
    { head: 'From client', number: true, cell: (c) => bytes(c.bytesFromClient) },
    { head: 'To client', number: true, cell: (c) => bytes(c.bytesToClient) },
    { head: 'Age', number: true, cell: (c) => span(c.ageSeconds) },
    ...(mayClose ? [{ head: 'Action', cell: (c) => closeCell(c, close) }] : []),
  ];
  table(byId('connections'), columns, shown, (c) => c.id);
}

function closeCell(connection, close) {
  return {
    signature: 'close',
    node: () => {
      const button = el('button', { type: 'button', 'aria-label': `Close connection ${connection.id}` }, 'Close');
      button.onclick = () => close(connection);
      return button;
    },
  };
}
