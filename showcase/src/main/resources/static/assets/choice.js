// Which cards the dashboard shows: shown at once, numbered by a revision, agreed on with the server.

import { HttpError, request } from "./api.js";

const ALL = ["SLS_01_01", "SLS_02_01", "MNU_02_01", "MNU_01_01"];
const TRY_AGAIN = 2000;

export class CardChoice {
  #path;
  #key;
  #listener;
  #timer = 0;

  /** @param listener has `changed(choice)`, `takenOver(choice)`, `saved(choice)` and `failed(error)` */
  constructor(store, subscriber, listener) {
    this.#path = `/stores/${store}/cards?subscriber=${encodeURIComponent(subscriber)}`;
    this.#key = `freshet.cards.${store}`;
    this.#listener = listener;
    const remembered = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
    this.revision = remembered?.revision ?? 1;
    this.cards = remembered?.cards ?? ALL;
  }

  has(card) {
    return this.cards.includes(card);
  }

  /** Turns a card on or off: at once here, and as soon as may be on the server. */
  set(card, on) {
    this.#hold(this.revision + 1, ALL.filter((it) => (it === card ? on : this.has(it))));
    return this.sendPatiently();
  }

  /**
   * Tells the server what is chosen. Harmless if it knows, needed if it does not (any more). If it holds something newer, that is
   * taken over.
   */
  async send() {
    clearTimeout(this.#timer);
    let agreed = this.revision;
    try {
      await request("PUT", `${this.#path}&revision=${agreed}`, this.cards);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 409) {
        throw error;
      }
      if (error.body.revision >= this.revision) {
        agreed = error.body.revision;
        this.#hold(agreed, error.body.cards);
        this.#listener.takenOver(this);
      }
    }
    if (agreed === this.revision) {
      this.#listener.saved(this);
    }
  }

  /** The same, again and again until it is done or somebody has to sign in. */
  async sendPatiently() {
    try {
      await this.send();
    } catch (error) {
      this.#listener.failed(error);
      if (!(error instanceof HttpError) || error.status >= 500) {
        this.#timer = setTimeout(() => this.sendPatiently(), TRY_AGAIN);
      }
    }
  }

  #hold(revision, cards) {
    this.revision = revision;
    this.cards = cards;
    sessionStorage.setItem(this.#key, JSON.stringify({ revision, cards }));
    this.#listener.changed(this);
  }
}
