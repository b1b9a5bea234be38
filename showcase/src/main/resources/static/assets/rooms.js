// The rooms of a channel as cards. A room's newest version wins, whatever order its states come in; what has closed stays closed.

const WORDS = { open: "Open", full: "Full", started: "Playing", closed: "Closed" };
const FREE_SHOWN = 8;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Rooms {
  #user;
  #list = document.getElementById("rooms");
  #rooms = new Map();
  #closed = new Set();

  constructor(user) {
    this.#user = user;
  }

  /** The whole list, as it is now. */
  all(rooms) {
    const there = new Set(rooms.map(({ id }) => id));
    for (const id of [...this.#rooms.keys()].filter((id) => !there.has(id))) {
      this.#remove(id);
    }
    this.#closed.clear();
    for (const room of rooms) {
      this.#put(room, true);
    }
    this.#count();
  }

  /** A room that appeared or changed. */
  put(room) {
    this.#put(room, false);
    this.#count();
  }

  /** A room that was closed. */
  close({ id }) {
    this.#closed.add(id);
    this.#remove(id);
    this.#count();
  }

  #put(room, anew) {
    const known = this.#rooms.get(room.id);
    if (this.#closed.has(room.id) || (known && !anew && room.version <= known.room.version)) {
      return;
    }
    const card = known?.card ?? empty();
    card.classList.remove("changed");
    card.dataset.id = room.id;
    card.dataset.state = room.state;
    card.dataset.version = room.version;
    const focused = card.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const foot = card.lastElementChild;
    renew(card, [head(room), seats(room, this.#user), foot]);
    renew(foot, this.#acts(room));
    if (focused && !foot.contains(document.activeElement)) {
      (foot.querySelector(`[data-act="${focused}"]`) ?? foot.querySelector("button") ?? this.#list).focus();
    }
    this.#rooms.set(room.id, { room, card });
    if (!known) {
      this.#list.prepend(card);
    } else if (!anew && !calm.matches) {
      void card.offsetWidth; // lets the animation begin anew
      card.classList.add("changed");
    }
  }

  #remove(id) {
    const card = this.#rooms.get(id)?.card;
    this.#rooms.delete(id);
    if (!card) {
      return;
    }
    if (card.contains(document.activeElement)) {
      // Else whoever uses the keyboard would be sent back to the top of the page.
      this.#list.focus({ preventScroll: true });
    }
    if (calm.matches || document.hidden) {
      card.remove();
      return;
    }
    card.inert = true;
    const gone = () => card.remove();
    card.animate({ opacity: [1, 0], transform: ["none", "scale(.94)"] }, { duration: 300, easing: "ease-in" }).finished.then(gone, gone);
  }

  #acts({ players, seats, state }) {
    const inside = players.includes(this.#user);
    const taken = text("span", "quiet", `${players.length} of ${seats}`);
    taken.setAttribute("aria-label", `${players.length} of ${seats} seats taken`);
    if (inside) {
      const leave = button("leave", "Leave");
      return state === "started" ? [taken, leave] : [taken, leave, button("start", "Start", "primary")];
    }
    return state === "open" ? [taken, button("join", "Join")] : [taken];
  }

  #count() {
    const rooms = [...this.#rooms.values()].map(({ room }) => room);
    const free = rooms.filter(({ state }) => state === "open").length;
    document.getElementById("nothing").hidden = rooms.length > 0;
    document.getElementById("summary").textContent =
      `${rooms.length === 1 ? "1 room" : `${rooms.length} rooms`}, ${free} with a free seat`;
  }
}

function empty() {
  const card = document.createElement("li");
  card.className = "room";
  card.append(document.createElement("footer"));
  return card;
}

/** Gives an element these children. Those that look the same stay, so that a click on one is not lost. */
function renew(parent, children) {
  children.forEach((child, i) => {
    const old = parent.children[i];
    if (!old) {
      parent.append(child);
    } else if (!old.isEqualNode(child)) {
      old.replaceWith(child);
    }
  });
  while (parent.children.length > children.length) {
    parent.children[children.length].remove();
  }
}

function head({ name, state }) {
  const header = document.createElement("header");
  header.append(written("h2", "", name), text("span", "badge", WORDS[state] ?? state));
  return header;
}

function seats({ players, seats }, user) {
  const list = document.createElement("ul");
  list.className = "seats";
  list.setAttribute("aria-label", "Players");
  for (const player of players) {
    list.append(written("li", player === user ? "taken mine" : "taken", player));
  }
  const free = seats - players.length;
  for (let i = 0; i < Math.min(free, FREE_SHOWN); i++) {
    const more = i === FREE_SHOWN - 1 ? free - i : 1;
    const seat = text("li", "", more > 1 ? `+${more}` : "");
    seat.setAttribute("aria-hidden", "true");
    list.append(seat);
  }
  return list;
}

function button(act, label, kind = "") {
  const element = text("button", kind, label);
  element.type = "button";
  element.dataset.act = act;
  return element;
}

/** A text that somebody wrote, which may run from right to left. */
function written(name, kind, content) {
  const element = text(name, kind, content);
  element.dir = "auto";
  return element;
}

function text(name, kind, content) {
  const element = document.createElement(name);
  element.className = kind;
  element.textContent = content;
  return element;
}
