// The stream of a store: subscribes, reads the values, follows them, and gets up again whatever happens.

import { HttpError, request, sendLastWord } from "./api.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

/**
 * Follows a store.
 *
 * The listener has
 *   state(name, detail)   connecting | live | reconnecting | gap | ended
 *   values(view, anew)    all values, read at once; `anew`: whatever was known before is void
 *   card(code, data)      an event of a card
 *   reconnected()         a connection after the first one stands
 *   wire(event)           every event, for those who want to look
 */
export class StoreStream {
  #path;
  #subscriber;
  #choice;
  #listener;
  #source = null;

  /** The newest one, ended or not: Chromium ends the streams of a page that is being left before it tells the page. */
  #connection = null;

  #connections = 0;
  #pause = FIRST_PAUSE;
  #timer = 0;

  /** Grows with each beginning and end: an answer to what an earlier one asked is passed over. */
  #turn = 0;

  constructor(store, subscriber, choice, listener) {
    this.#path = `/stores/${store}`;
    this.#subscriber = encodeURIComponent(subscriber);
    this.#choice = choice;
    this.#listener = listener;
  }

  /** Begins: says what is wanted, reads what there is, and streams from exactly there. */
  async open() {
    const turn = this.#begin();
    this.#listener.state(this.#connections ? "reconnecting" : "connecting", "");
    try {
      await this.#choice.send();
      const view = await request("GET", this.#path);
      if (turn === this.#turn) {
        this.#listener.values(view, true);
        this.#listen(turn, view.id);
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.#failed(error);
      }
    }
  }

  /** Reads all values again, beside the stream. */
  async refresh() {
    const turn = this.#turn;
    const view = await request("GET", this.#path);
    if (turn === this.#turn) {
      this.#listener.values(view, false);
    }
  }

  /** Ends as the page is left: the server hears of it, and keeps the subscriber for when the page is back. */
  leave() {
    this.#begin();
    if (this.#connection) {
      sendLastWord(`${this.#path}/events/goodbye?subscriber=${this.#subscriber}&connection=${this.#connection}`);
    }
  }

  #begin() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    return ++this.#turn;
  }

  #listen(turn, position) {
    const source = new EventSource(
      `${this.#path}/events?subscriber=${this.#subscriber}&lastEventId=${encodeURIComponent(position)}`,
    );
    this.#source = source;
    const on = (type, react) =>
      source.addEventListener(type, (event) => {
        if (turn === this.#turn) {
          this.#listener.wire(event);
          react(JSON.parse(event.data));
        }
      });

    on("connect", (data) => this.#connected(data));
    on("gap", (data) => this.#missed(data));
    on("close", (data) => this.#closed(data));
    for (const code of ["SLS_01_01", "SLS_02_01", "MNU_01_01", "MNU_02_01"]) {
      on(code, (data) => this.#listener.card(code, data));
    }

    source.onerror = () => {
      if (turn !== this.#turn) {
        return;
      }
      if (source.readyState === EventSource.CLOSED) {
        // It never comes back by itself after an answer other than 200.
        this.#comeBackLater("the server refused the stream");
      } else {
        this.#listener.state("reconnecting", "the connection broke");
      }
    };
  }

  #connected({ connection, revision }) {
    this.#connection = connection;
    this.#pause = FIRST_PAUSE;
    if (this.#connections++) {
      this.#listener.reconnected();
    }
    this.#listener.state("live", "");
    if (revision !== this.#choice.revision) {
      this.#choice.sendPatiently();
    }
  }

  /** Events were missed for good, so what they would have said is read. */
  async #missed({ reason }) {
    const turn = this.#turn;
    this.#listener.state("gap", reason);
    try {
      const view = await request("GET", this.#path);
      if (turn === this.#turn) {
        this.#listener.values(view, true);
        this.#listener.state("live", "");
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.#failed(error);
      }
    }
  }

  #closed({ reason, comeBack }) {
    if (comeBack) {
      this.#listener.state("reconnecting", reason);
    } else {
      this.#begin();
      this.#listener.state("ended", reason);
    }
  }

  #failed(error) {
    if (error instanceof HttpError && error.status < 500) {
      this.#begin();
      this.#listener.state("ended", error.status === 401 ? "signed-out" : error.message);
    } else {
      this.#comeBackLater(error instanceof HttpError ? error.message : "the server cannot be reached");
    }
  }

  #comeBackLater(why) {
    this.#begin();
    this.#listener.state("reconnecting", why);
    const pause = this.#pause * (0.5 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#timer = setTimeout(() => this.open(), pause);
  }
}
