// The state, once a second. An EventSource could not show a token, so this reads the stream itself.

const RETRY_MILLIS = 2000;

export class Feed {
  #token = '';
  #reading = new AbortController();

  /** Tells each state to onState, and what is wrong to onTrouble. */
  constructor(onState, onTrouble) {
    this.onState = onState;
    this.onTrouble = onTrouble;
    this.#follow(this.#reading.signal);
  }

  /** Shows this token from now on. It is kept here and nowhere else. */
  useToken(token) {
    this.#token = token;
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#follow(this.#reading.signal);
  }

  get hasToken() {
    return this.#token !== '';
  }

  /** Asks the gateway for a page, with the token if there is one. */
  ask(path, options = {}) {
    const headers = this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
    return fetch(path, { cache: 'no-store', credentials: 'omit', ...options, headers });
  }

  async #follow(signal) {
    while (!signal.aborted) {
      try {
        await this.#read(signal);
      } catch (problem) {
        if (!signal.aborted) {
          this.onTrouble(problem.status ?? 0, problem.message);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
    }
  }

  async #read(signal) {
    const response = await this.ask('/events', { signal });
    if (!response.ok) {
      const { problem } = await response.json();
      throw Object.assign(new Error(problem), { status: response.status });
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      const events = text.split('\n\n');
      text = events.pop();
      if (events.length) {
        // Of several that came at once, only the last one is news.
        this.onState(JSON.parse(events.pop().slice('data: '.length)));
      }
    }
    throw new Error('the gateway has ended the stream');
  }
}
