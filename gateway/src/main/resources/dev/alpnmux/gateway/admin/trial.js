// The form that asks what a client would get.

import { byId, el, fit, say, show } from './dom.js';

export function prepareTrial(feed) {
  byId('trial').addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = byId('trial-answer');
    try {
      const response = await feed.ask(`/explain?${question()}`);
      const rows = await response.json();
      answer.replaceChildren(...Object.entries(rows).flatMap(([name, value]) =>
        [el('dt', {}, name), el('dd', { class: kind(name) }, value)]));
    } catch (problem) {
      answer.replaceChildren(el('dt', {}, 'problem'), el('dd', { class: 'bad' }, problem.message));
    }
  });
}

function kind(name) {
  return name === 'refused' || name === 'problem' ? 'bad' : name === 'service' ? 'good' : '';
}

/** A field that is empty was not sent by the client. */
function question() {
  const listener = byId('trial-listener').selectedOptions[0];
  const ids = byId('trial-ids').value.trim();
  const fields = listener?.dataset.transport === 'tcpmux'
    ? { tcpmux: ids }
    : { sni: byId('trial-name').value.trim(), alpn: ids };
  const all = { ...fields, listener: listener?.value ?? '', client: byId('trial-client').value.trim() };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The listeners that there are. */
export function showListeners({ listeners }) {
  fit(byId('trial-listener'), listeners, (l) => l.name, () => el('option'), (option, listener) => {
    option.value = listener.name;
    option.dataset.transport = listener.transport;
    say(option, `${listener.name} (${listener.transport})`);
  });
}
