// Where orders are made: one by hand, or a whole lunch hour.

import { request } from "./api.js";
import { say } from "./page.js";

export class Till {
  #path;
  #receipt = document.getElementById("receipt");
  #lunchTimer = 0;

  constructor(store) {
    this.#path = `/stores/${store}`;
    document.getElementById("order").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ring(new FormData(event.target));
    });
    document.getElementById("lunch").addEventListener("click", () => this.#startLunch());
  }

  async #ring(form) {
    const order = {
      menu: form.get("menu"),
      price: Number(form.get("price")),
      quantity: Number(form.get("quantity")),
    };
    try {
      await request("POST", `${this.#path}/orders`, order);
      say(this.#receipt, `${order.quantity} × ${order.menu}: done`);
    } catch (error) {
      say(this.#receipt, error.message, true);
    }
  }

  async #startLunch() {
    try {
      this.lunch(await request("POST", `${this.#path}/lunch-hour`));
    } catch (error) {
      say(document.getElementById("lunch-note"), error.message, true);
    }
  }

  /** Shows how far the lunch hour is: `{length, left}` in ms, or null if none goes on. */
  lunch(progress) {
    clearInterval(this.#lunchTimer);
    const end = Date.now() + (progress?.left ?? 0);
    const show = () => {
      const left = Math.max(0, end - Date.now());
      const bar = document.getElementById("lunch-progress");
      document.getElementById("lunch").disabled = left > 0;
      bar.hidden = left === 0;
      bar.value = progress ? 1 - left / progress.length : 0;
      say(document.getElementById("lunch-note"), left ? `${Math.ceil(left / 1000)} s to go` : "");
      if (!left) {
        clearInterval(this.#lunchTimer);
      }
    };
    show();
    if (progress) {
      this.#lunchTimer = setInterval(show, 250);
    }
  }
}
