// The notifications: the newest first, those unread marked, and the bell that counts them. What one tab marks as read is read in all.

const SHOWN = 500;
const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const part = (id) => document.getElementById(id);

export class Notifications {
  #key;
  #known = new Map();
  #titles = new Map();
  #list = part("list");

  constructor(user) {
    this.#key = `freshet.read.${user}`;
    part("mark").addEventListener("click", () => this.#markAll());
    this.#list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) {
        this.#mark(Number(row.dataset.id));
      }
    });
    addEventListener("storage", ({ key }) => key === this.#key && this.#count());
  }

  /** All that the server has. */
  all(notifications) {
    this.#known = new Map();
    this.#list.replaceChildren();
    for (const notification of [...notifications].sort((a, b) => a.id - b.id)) {
      this.#put(notification);
    }
    this.#count();
  }

  /** One that just came in; whether it was news. */
  add(notification) {
    if (this.#known.has(notification.id)) {
      return false;
    }
    this.#put(notification);
    this.#count();
    part("bell").classList.remove("rung");
    void part("bell").offsetWidth; // lets the animation begin anew
    part("bell").classList.add("rung");
    return true;
  }

  /** A post's title, which notifications of comments on it name from now on. */
  name(postId, title) {
    this.#titles.set(String(postId), title);
    for (const row of this.#list.querySelectorAll(`[data-post="${postId}"]`)) {
      row.querySelector(".on").textContent = title;
    }
  }

  #put(notification) {
    this.#known.set(notification.id, notification);
    this.#list.prepend(row(notification, this.#titles.get(String(notification.postId))));
    while (this.#list.children.length > SHOWN) {
      this.#list.lastElementChild.remove();
    }
  }

  /**
   * What was read: everything up to a moment, and some that are newer, by moment and id. Ids alone would not do: a server that
   * begins anew gives them again.
   */
  #read() {
    return JSON.parse(localStorage.getItem(this.#key) ?? '{"upTo":0,"also":[]}');
  }

  #mark(id) {
    const { upTo, also } = this.#read();
    const notification = this.#known.get(id);
    const all = new Set([...also, named(notification)]);
    this.#save({ upTo, also: [...all].filter((name) => parseInt(name) > upTo) });
  }

  #markAll() {
    this.#save({ upTo: Math.max(0, ...[...this.#known.values()].map(moment)), also: [] });
  }

  #save(read) {
    localStorage.setItem(this.#key, JSON.stringify(read));
    this.#count();
  }

  #count() {
    const { upTo, also } = this.#read();
    let unread = 0;
    for (const row of this.#list.children) {
      const notification = this.#known.get(Number(row.dataset.id));
      const isNew = moment(notification) > upTo && !also.includes(named(notification));
      row.classList.toggle("unread", isNew);
      unread += isNew ? 1 : 0;
    }
    part("unread").textContent = unread > 99 ? "99+" : unread;
    part("unread").hidden = unread === 0;
    part("mark").hidden = unread === 0;
    part("none").hidden = this.#known.size > 0;
    part("bell").setAttribute("aria-label", `Notifications: ${unread} unread`);
    document.title = `${unread ? `(${unread}) ` : ""}Board · Freshet`;
  }
}

function moment({ at }) {
  return Date.parse(at);
}

function named(notification) {
  return `${moment(notification)} ${notification.id}`;
}

function row({ id, postId, from, text, at }, title) {
  const item = document.createElement("li");
  item.dataset.id = id;
  item.dataset.post = postId;
  const link = document.createElement("a");
  link.href = `/board#post-${postId}`;
  const who = document.createElement("p");
  const name = document.createElement("span");
  name.className = "from";
  name.textContent = from;
  name.dir = "auto";
  const said = document.createElement("span");
  said.className = "said";
  said.textContent = text;
  said.dir = "auto";
  who.append(name, ": ", said);
  const where = document.createElement("p");
  where.className = "quiet";
  const post = document.createElement("bdi");
  post.className = "on";
  post.textContent = title ?? "your post";
  where.append("on ", post, at ? `, ${clock.format(new Date(at))}` : "");
  link.append(who, where);
  item.append(link);
  return item;
}
