// Keeps a page current: listens to the live stream, fetches the page's fragment, swaps it in.

const main = document.querySelector("main[data-stream]");
const content = document.getElementById("content");
const bar = document.querySelector(".live");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const LIVE = "Live: changes appear by themselves.";
const every = Number(main.dataset.every);
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

async function fetchWith(update) {
  // The pages may learn of an update a moment after the stream does: they say what they know.
  const address = new URL(main.dataset.fragment, location.href);
  address.searchParams.set("story", update.story_id);
  for (let tries = 0; tries < 8; tries += 1) {
    const answer = await fetch(address, { cache: "no-cache" });
    if (answer.redirected) {
      location.reload(); // the story was merged: its address leads on
    }
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    if (Number(answer.headers.get("X-Story-Version")) >= update.version) {
      return answer.text();
    }
    await wait(150 * 2 ** tries);
  }
  throw new Error("late");
}

function announce() {
  const title = content.querySelector("h1")?.textContent.trim();
  const said = title ? `Story updated: ${title}` : "Headlines updated";
  bar.querySelector("[role=status]").textContent = said;
}

async function refresh() {
  if (busy) {
    return;
  }
  busy = true;
  while (wanted !== null) {
    const update = wanted;
    wanted = null;
    try {
      if (swap(await fetchWith(update))) {
        announce();
      }
      show("on", LIVE);
    } catch {
      show("wait", "Live updates are delayed; trying again.");
      wanted ??= update;
      await wait(5000);
    }
    await wait(every);
  }
  busy = false;
}

function want(update) {
  wanted = update;
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
    show("on", LIVE);
  });
  for (const kind of ["story.updated", "resumed", "cursor", "lagged"]) {
    source.addEventListener(kind, (event) => {
      lastId = event.lastEventId || lastId;
    });
  }
  source.addEventListener("story.updated", (event) => {
    want(JSON.parse(event.data).data);
  });
  source.addEventListener("resumed", (event) => {
    if (JSON.parse(event.data).complete === false) {
      want({ story_id: "", version: 0 }); // something was missed: take what there is
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
