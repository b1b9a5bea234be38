// The posts: the newest first, each opens where it stands, with its comments and a place for one more.

import { arrange } from "./arrange.js";
import { request } from "./api.js";
import { read, say } from "./page.js";

const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export class Posts {
  #user;
  #named;
  #list = document.getElementById("posts");
  /** How often each was read. */
  #readings = new WeakMap();
  #looks = 0;

  /** `named` hears the id and the title of each post as it comes into sight. */
  constructor(user, named) {
    this.#user = user;
    this.#named = named;
  }

  /** Reads the newest posts again; those that are open stay open. */
  async look() {
    const look = ++this.#looks;
    const { posts } = await read("/posts");
    if (look !== this.#looks) {
      return; // A newer one is on its way, or here.
    }
    const open = [...this.#list.children].filter((it) => it.open && !posts.some(({ id }) => String(id) === it.dataset.id));
    const shown = [...posts, ...open.map((it) => ({ id: it.dataset.id }))];
    arrange(this.#list, shown, (post) => this.#element(post));
    for (const { id, comments } of posts) {
      count(this.#find(id), comments);
    }
    document.getElementById("nothing").hidden = shown.length > 0;
  }

  /** Reads the comments of those that are open again. */
  lookInside() {
    [...this.#list.children].filter((it) => it.open).forEach((post) => this.#fill(post));
  }

  /**
   * Opens a post, whether or not it is among the newest.
   *
   * @throws HttpError if there is no such post
   */
  async open(id) {
    const view = this.#find(id) ? null : await request("GET", `/posts/${id}`);
    const post = this.#find(id) ?? this.#list.appendChild(this.#element(view));
    post.open = true;
    post.scrollIntoView({ block: "nearest" });
    post.querySelector("summary").focus({ preventScroll: true });
  }

  /** Somebody commented: what is open shows it. */
  async commented(id) {
    const post = this.#find(id);
    if (post) {
      await this.#fill(post);
    }
  }

  #find(id) {
    return this.#list.querySelector(`[data-id="${id}"]`);
  }

  #element({ id, title, author }) {
    const post = document.createElement("details");
    post.className = author === this.#user ? "post mine" : "post";
    post.id = `post-${id}`;
    post.dataset.id = id;
    this.#named(id, title);
    const summary = document.createElement("summary");
    summary.append(
      written("span", "title", title),
      by("span", author === this.#user ? ["by you"] : ["by ", written("bdi", "", author)]),
      text("span", "answers", ""),
    );
    const inside = document.createElement("div");
    inside.className = "inside";
    const comments = document.createElement("ol");
    comments.className = "comments";
    inside.append(comments, this.#answer(post));
    post.append(summary, inside);
    post.addEventListener("toggle", () => post.open && this.#fill(post));
    return post;
  }

  #answer(post) {
    const form = document.createElement("form");
    form.className = "answer";
    const input = document.createElement("input");
    input.name = "text";
    input.required = true;
    input.maxLength = 1000;
    input.autocomplete = "off";
    input.dir = "auto";
    input.placeholder = "Your comment";
    input.setAttribute("aria-label", "Your comment");
    const button = text("button", "", "Comment");
    const output = document.createElement("output");
    form.append(input, button, output);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await request("POST", `/posts/${post.dataset.id}/comments`, { text: input.value });
        input.value = "";
        say(output, "");
        await this.#fill(post);
      } catch (error) {
        say(output, error.message, true);
      }
    });
    return form;
  }

  async #fill(post) {
    const reading = (this.#readings.get(post) ?? 0) + 1;
    this.#readings.set(post, reading);
    const output = post.querySelector("output");
    let comments;
    try {
      ({ comments } = await request("GET", `/posts/${post.dataset.id}`));
    } catch (error) {
      say(output, error.message, true);
      return;
    }
    if (reading !== this.#readings.get(post)) {
      return; // A newer one is on its way, or here.
    }
    const rows = comments.map(({ from, text: said, at }) => {
      const row = document.createElement("li");
      row.append(written("p", "", said), by("p", [written("bdi", "", from), `, ${clock.format(new Date(at))}`]));
      return row;
    });
    post.querySelector(".comments").replaceChildren(...rows);
    count(post, comments.length);
  }
}

function count(post, comments) {
  post.querySelector(".answers").textContent = comments === 1 ? "1 comment" : `${comments} comments`;
}

/** Who wrote something. */
function by(name, parts) {
  const element = text(name, "by", "");
  element.append(...parts);
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
