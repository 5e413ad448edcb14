// The status page: it follows the state of the gateway, and shows each one.

import { byId, el, say, show } from './dom.js';
import { showDoors } from './doors.js';
import { Feed } from './feed.js';
import {
  showCertificates, showConnections, showHeader, showNames, showRefusals, showServices,
} from './sections.js';
import { prepareTrial, showListeners } from './trial.js';

let last = null;

const feed = new Feed(onState, onTrouble);
prepareTrial(feed);

function onState(state) {
  last = state;
  document.title = `${state.draining ? 'draining' : state.ready ? 'ready' : 'not ready'} · alpnmux`;
  showHeader(state);
  showDoors(state);
  showRefusals(state);
  showServices(state);
  showNames(state);
  showCertificates(state);
  showConnections(state, feed.hasToken, close);
  showListeners(state);
  document.body.dataset.now = state.now;
}

function onTrouble(status, problem) {
  document.title = 'no answer · alpnmux';
  const needsToken = status === 401 || status === 403;
  show(byId('state'), status + problem, () => [
    el('strong', { class: 'bad' }, needsToken ? '▲ Not allowed' : '▲ No answer'),
    ` · ${problem}${last === null || needsToken ? '' : '; what is shown is old'}`,
  ]);
  byId('token-box').open ||= status === 401;
}

async function close(connection) {
  const response = await feed.ask(`/connections/${connection.id}/close`, { method: 'POST' });
  const answer = await response.json();
  say(byId('closed'), response.ok ? `Connection ${connection.id} is closed.` : answer.problem);
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  feed.useToken(byId('token').value.trim());
  byId('token').value = '';
  byId('token-box').open = false;
  if (last !== null) {
    showConnections(last, feed.hasToken, close);
  }
});
