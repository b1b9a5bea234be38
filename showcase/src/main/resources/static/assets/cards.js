// The cards: each shows the newest value it has seen, and never goes back to an older one.

import { bar, pace, ring, sparkline } from "./charts.js";

const KEPT = 60;
const BARS = 8;

const whole = new Intl.NumberFormat("en");
const money = new Intl.NumberFormat("en", { style: "currency", currency: "KRW", maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export class Cards {
  #versions = new Map();
  #sales = [];
  #moments = [];
  #seenOrders = 0;

  /** All values at once. */
  values(view, anew) {
    if (anew) {
      this.#versions.clear();
    }
    if (anew || view.recent.length >= this.#sales.length) {
      this.#sales = view.recent.map(({ order, sales }) => ({ order, sales }));
      this.#moments = view.recent.map(({ at }) => Date.parse(at));
      this.#seenOrders = view.recent.at(-1)?.order ?? 0;
    }
    for (const [code, data] of Object.entries(view.cards)) {
      this.#apply(code, data, false);
    }
  }

  /** The value that an event brought. */
  card(code, data) {
    this.#apply(code, data, true);
  }

  /** Shows what is chosen. */
  choose(codes) {
    for (const card of document.querySelectorAll(".card")) {
      card.hidden = !codes.includes(card.id);
    }
    document.getElementById("nothing").hidden = codes.length > 0;
  }

  #apply(code, data, live) {
    const card = document.getElementById(code);
    if (!card || data.version < (this.#versions.get(code) ?? 0)) {
      return;
    }
    this.#versions.set(code, data.version);
    this.#render(code, card, data, live);
    card.dataset.value = JSON.stringify(data.value);
    card.dataset.version = data.version;
    if (live) {
      card.classList.remove("fresh");
      void card.offsetWidth; // lets the animation begin anew
      card.classList.add("fresh");
    }
  }

  #render(code, card, data, live) {
    const part = (name) => card.querySelector(`[data-part="${name}"]`);
    const orders = `${whole.format(data.version)} ${data.version === 1 ? "order" : "orders"}`;
    part("note").textContent = data.version ? `after ${orders}, at ${clock.format(new Date())}` : "nothing sold yet";
    if (code === "SLS_01_01") {
      this.#addSales(data);
      part("value").textContent = money.format(data.value);
      const line = this.#sales.map(({ sales }) => sales);
      part("chart").replaceChildren(sparkline(line, `Total sales over the last ${line.length} orders`));
    } else if (code === "SLS_02_01") {
      this.#addMoments(data, live);
      part("value").textContent = whole.format(data.value);
      part("chart").replaceChildren(
        pace(this.#moments, Date.now(), `When the last ${this.#moments.length} orders came in`),
      );
    } else if (code === "MNU_02_01") {
      const { value, units = 0, ofUnits = 0 } = data;
      part("value").textContent = value ?? "None yet";
      part("chart").replaceChildren(ring(units, ofUnits, value ? `${units} of ${ofUnits} units` : "No units"));
      if (value) {
        part("note").textContent = `${whole.format(units)} of ${whole.format(ofUnits)} units, ${part("note").textContent}`;
      }
    } else if (code === "MNU_01_01") {
      part("value").replaceChildren(...bars(data.value));
    }
  }

  #addSales({ version, value }) {
    if (version > (this.#sales.at(-1)?.order ?? 0)) {
      this.#sales.push({ order: version, sales: value });
      this.#sales.splice(0, this.#sales.length - KEPT);
    }
  }

  #addMoments({ version }, live) {
    const more = Math.min(version - this.#seenOrders, KEPT);
    if (live && more > 0) {
      this.#moments.push(...new Array(more).fill(Date.now()));
      this.#moments.splice(0, this.#moments.length - KEPT);
    }
    this.#seenOrders = Math.max(this.#seenOrders, version);
  }
}

function bars(unitsByMenu) {
  const menus = Object.entries(unitsByMenu).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const most = menus[0]?.[1] ?? 1;
  const rows = menus.slice(0, BARS).map(([menu, units]) => row(menu, units, most));
  const rest = menus.slice(BARS).reduce((sum, [, units]) => sum + units, 0);
  if (rest) {
    rows.push(row(`${menus.length - BARS} more`, rest, most));
  }
  return rows;
}

function row(menu, units, most) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "menu";
  name.textContent = menu;
  name.title = menu;
  name.dir = "auto";
  const count = document.createElement("span");
  count.className = "units";
  count.textContent = whole.format(units);
  item.append(name, bar(Math.min(units / most, 1)), count);
  return item;
}
