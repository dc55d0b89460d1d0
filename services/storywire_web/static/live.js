// Keeps a page current: listens to the live stream, fetches the page's fragment, swaps it in.

const main = document.querySelector("main[data-stream]");
const content = document.getElementById("content");
const bar = document.querySelector(".live");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const every = Number(main.dataset.every);
let version = Number(main.dataset.version || 0);
let lastId = main.dataset.cursor;
let retry = 1000;
let wanted = null;
let busy = false;
let source = null;

function show(state, text) {
  bar.dataset.state = state;
  bar.querySelector(".live-text").textContent = text;
}

function texts() {
  const found = new Map();
  for (const part of content.querySelectorAll("[data-key]")) {
    found.set(part.dataset.key, part.dataset.text);
  }
  return found;
}

function mark(before) {
  let count = 0;
  for (const part of content.querySelectorAll("[data-key]")) {
    if (before.get(part.dataset.key) !== part.dataset.text) {
      part.classList.add("fresh");
      count += 1;
      setTimeout(() => part.classList.remove("fresh"), 6000);
    }
  }
  return count;
}

function swap(html) {
  const before = texts();
  const focused = content.contains(document.activeElement) && document.activeElement;
  const address = focused && focused.getAttribute("href");
  content.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  if (address) {
    content.querySelector(`a[href="${address.replace(/["\\]/g, "\\$&")}"]`)?.focus({ preventScroll: true });
  }
  return mark(before);
}

async function fetchNewest(atLeast) {
  // The pages may learn of an update a moment after the stream does.
  for (let tries = 0; tries < 8; tries += 1) {
    const answer = await fetch(main.dataset.fragment, { cache: "no-cache" });
    if (answer.redirected) {
      location.reload(); // the story was merged: its address leads on
    }
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    const got = Number(answer.headers.get("X-Story-Version") || 0);
    if (!got || got >= atLeast) {
      return { html: await answer.text(), got };
    }
    await wait(150 * 2 ** tries);
  }
  throw new Error("late");
}

async function refresh() {
  if (busy) {
    return;
  }
  busy = true;
  while (wanted !== null) {
    const atLeast = wanted;
    wanted = null;
    try {
      const { html, got } = await fetchNewest(atLeast);
      const changed = swap(html);
      version = got || version;
      const title = content.querySelector("h1")?.textContent.trim();
      const said = title ? `Story updated: ${title}` : "Headlines updated";
      if (changed) {
        bar.querySelector("[role=status]").textContent = said;
      }
    } catch {
      show("wait", "Live updates are delayed; trying again.");
      wanted ??= atLeast;
      await wait(5000);
    }
    await wait(every);
  }
  busy = false;
}

function want(atLeast) {
  wanted = Math.max(wanted || 0, atLeast);
  refresh();
}

function connect() {
  const address = new URL(main.dataset.stream, location.href);
  if (lastId) {
    address.searchParams.set("last_event_id", lastId);
  }
  source = new EventSource(address);
  source.addEventListener("open", () => {
    retry = 1000;
    show("on", "Live: changes appear by themselves.");
  });
  for (const kind of ["story.updated", "resumed", "cursor", "lagged"]) {
    source.addEventListener(kind, (event) => {
      lastId = event.lastEventId || lastId;
    });
  }
  source.addEventListener("story.updated", (event) => {
    const body = JSON.parse(event.data);
    const update = body.data || body;
    if (!version || update.version > version) {
      want(version ? update.version : 0);
    }
  });
  source.addEventListener("resumed", (event) => {
    if (JSON.parse(event.data).complete === false) {
      want(version);
    }
  });
  source.addEventListener("error", () => {
    show("wait", "Not connected; trying again.");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(connect, retry);
      retry = Math.min(retry * 2, 60000);
    }
  });
}

show("wait", "Connecting.");
connect();
addEventListener("pagehide", () => source.close());
addEventListener("pageshow", (event) => event.persisted && connect());
