// The reactions: the newest in a list, and each that comes in flies over the stage.

import { arrange } from "./arrange.js";

const KEPT = 50;
const FLYING = 40;
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Reactions {
  #list = document.getElementById("newest");
  #sky = document.getElementById("sky");
  #known = new Map();

  /** All that the server has, as it was just read. */
  all(reactions) {
    this.#known.clear();
    for (const reaction of reactions) {
      this.#known.set(reaction.id, reaction);
    }
    this.#show();
  }

  /** One that just came in; harmless if it was read already. */
  add(reaction) {
    if (this.#known.has(reaction.id)) {
      return;
    }
    this.#known.set(reaction.id, reaction);
    this.#show(reaction.id);
    this.#fly(reaction);
  }

  #show(fresh) {
    const newest = [...this.#known.values()].sort((a, b) => b.id - a.id).slice(0, KEPT);
    this.#known = new Map(newest.map((reaction) => [reaction.id, reaction]));
    arrange(this.#list, newest, row);
    for (const item of this.#list.children) {
      item.classList.toggle("fresh", item.dataset.id === String(fresh));
    }
    document.getElementById("nobody").hidden = newest.length > 0;
    document.getElementById("total").textContent = total(newest.length);
  }

  #fly({ emoji, from }) {
    const flyer = document.createElement("span");
    const name = document.createElement("small");
    name.textContent = from;
    name.dir = "auto";
    flyer.append(emoji, name);
    flyer.style.left = `${8 + Math.random() * 72}%`;
    this.#sky.append(flyer);
    if (this.#sky.children.length > FLYING) {
      this.#sky.firstElementChild.remove();
    }
    const height = this.#sky.clientHeight;
    const way = calm.matches ? inPlace(height / 2) : upwards(height);
    const gone = () => flyer.remove();
    flyer.animate(way, { duration: calm.matches ? 2000 : 3200, easing: "ease-out" }).finished.then(gone, gone);
  }
}

function inPlace(height) {
  const transform = `translateY(-${height}px)`;
  return [0, 1, 1, 0].map((opacity) => ({ opacity, transform }));
}

function upwards(height) {
  return [
    { opacity: 0, transform: "translate(0, 0) scale(.6)" },
    { opacity: 1, transform: `translate(${drift()}px, -${height * 0.3}px) scale(1.1)`, offset: 0.25 },
    { opacity: 1, transform: `translate(${drift()}px, -${height * 0.75}px)`, offset: 0.75 },
    { opacity: 0, transform: `translate(${drift()}px, -${height + 40}px)` },
  ];
}

function total(count) {
  if (count === KEPT) {
    return `The newest ${KEPT} reactions`;
  }
  return count === 0 ? "No reaction yet" : count === 1 ? "1 reaction" : `${count} reactions`;
}

function drift() {
  return Math.round((Math.random() - 0.5) * 60);
}

function row({ id, emoji, from, at }) {
  const item = document.createElement("li");
  item.dataset.id = id;
  item.append(span("emoji", emoji), span("from", from));
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = clock.format(new Date(at));
  item.append(time);
  return item;
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  element.title = text;
  element.dir = "auto";
  return element;
}
