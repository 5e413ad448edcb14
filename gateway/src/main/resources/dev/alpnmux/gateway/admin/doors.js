// The map of doors: listeners, server names, ids, services, upstreams. A nested list, drawn by CSS.

import { byId, el, fit, often, say, show } from './dom.js';

const SHOWN = 200;

export function showDoors(state) {
  fit(byId('doors'), groups(state), (group) => group.transport, makeGroup, updateGroup);
  const more = state.totals.services - SHOWN;
  byId('doors-more').hidden = more <= 0;
  say(byId('doors-more'), `and ${more} more services`);
}

/** All listeners of one transport lead to the same services. */
function groups(state) {
  const doors = [
    { transport: 'tls', services: state.services },
    { transport: 'tcpmux', services: state.services.filter((s) => s.tcpmux) },
  ];
  return doors
    .map((door) => ({ ...door, listeners: state.listeners.filter((l) => l.transport === door.transport) }))
    .filter((door) => door.listeners.length);
}

function makeGroup() {
  return el('li', {}, el('ul', { class: 'door listeners' }), el('ul', { class: 'names' }));
}

function updateGroup(node, group) {
  const [listeners, names] = node.children;
  fit(listeners, group.listeners, (l) => l.name, () => el('div', { role: 'listitem' }), showListener);
  fit(names, byName(group), (n) => n.names, makeBranch, (child, item) => updateName(child, item, group));
}

function showListener(node, listener) {
  const rules = [listener.transport.toUpperCase()];
  if (listener.strictness === 'report') {
    rules.push('only reports');
  }
  if (listener.requireServerName) {
    rules.push('requires a server name');
  }
  if (listener.defaultService) {
    rules.push(`without ALPN: ${listener.defaultService}`);
  }
  if (listener.rates.accepted > 0) {
    rules.push(often(listener.rates.accepted).text);
  }
  show(node, JSON.stringify([listener.name, listener.address, rules]), () => [
    el('strong', {}, listener.name),
    el('small', {}, el('span', { class: 'id' }, listener.address)),
    el('small', {}, rules.join(' · ')),
  ]);
}

/** The services that are reached under the same server names. */
function byName(group) {
  const names = new Map();
  for (const service of group.services.slice(0, SHOWN)) {
    const name = group.transport === 'tls' ? service.serverNames.join(' ') : '';
    names.set(name, [...(names.get(name) ?? []), service]);
  }
  return [...names].map(([name, services]) => ({ names: name, services }));
}

function makeBranch() {
  return el('li', {}, el('div', { class: 'door' }), el('ul'));
}

function updateName(node, { names, services }, group) {
  const [door, list] = node.children;
  show(door, names, () => label(names, group.transport));
  fit(list, services, (s) => s.name, makeBranch, (child, s) => updateService(child, s, group.transport));
}

function label(names, transport) {
  if (transport === 'tcpmux') {
    return [el('span', {}, 'in clear text')];
  }
  if (names === '') {
    return [el('span', {}, 'any known name'), el('small', {}, 'or none')];
  }
  return names.split(' ').map((name) =>
    el('div', { class: 'id' }, name === '*' ? 'any name (*)' : name));
}

function updateService(node, service, transport) {
  const [door, list] = node.children;
  const ids = transport === 'tls' ? service.protocols : [service.name];
  const what = ids.length === 1 && ids[0] === service.name ? '' : service.name;
  const notes = [service.mode];
  if (service.requiresClientCertificate) {
    notes.push('client certificate');
  }
  if (service.draining) {
    notes.push('drained');
  }
  if (service.rates.relayed > 0) {
    notes.push(often(service.rates.relayed).text);
  }
  show(door, JSON.stringify([ids, what, notes]), () => [
    ...ids.map((id) => el('div', { class: 'id' }, id)),
    el('small', {}, (what ? `service ${what} · ` : '') + notes.join(' · ')),
  ]);
  const ends = service.builtin
    ? [{ address: `built in: ${service.builtin}`, up: true, isBuiltin: true }]
    : service.upstreams;
  fit(list, ends, (end) => end.address, () => el('li', {}, el('div', { class: 'door wide' })), showEnd);
}

function showEnd(node, end) {
  const text = end.isBuiltin ? '' : `${end.active} active${end.backup ? ' · backup' : ''}`;
  show(node.firstElementChild, JSON.stringify([end.address, end.up, text]), () => [
    el('span', { class: end.up ? 'good' : 'bad' }, end.isBuiltin ? '' : end.up ? '● up ' : '▲ down '),
    el('span', { class: 'id' }, end.address),
    el('small', {}, text),
  ]);
}
