import { ask, Problem } from "./agent.js";
import { Turn } from "./turn.js";

const AGENT = "financial-analysis-agent";
/** How far from its end the page may be and still follow what is added. */
const NEAR_PX = 120;

const byId = (id) => document.getElementById(id);
const conversation = byId("conversation");
const question = byId("question");

/** Of the conversation that is shown. */
let threadId;
/** Of this tab alone: it is stored nowhere. */
let token;
/** Of the run that is under way. */
let running;

function say(text) {
  byId("status").textContent = text;
}

/** Whoever reads further up is left where they are. */
function add(work) {
  const page = document.documentElement;
  const follows = page.scrollHeight - page.clientHeight - page.scrollTop < NEAR_PX;
  work();
  if (follows) page.scrollTop = page.scrollHeight;
}

function showModel({ model, offline }) {
  const badge = byId("model");
  badge.textContent = offline ? "offline model: no model is asked" : model;
  badge.classList.toggle("offline", offline);
  badge.hidden = false;
}

function showRunning(isRunning) {
  byId("send").hidden = isRunning;
  byId("stop").hidden = !isRunning;
  byId("again").hidden = isRunning || threadId === undefined;
}

/** What an event means to somebody who only hears the page. */
function spoken({ type, worker, text }) {
  if (type === "step") return `The ${worker} is working.`;
  if (type === "finding") return `The ${worker} has reported.`;
  return type === "answer" ? `The answer: ${text}` : undefined;
}

async function follow(turn, signal) {
  const asked = question.value.trim();
  for await (const event of ask({ agent: AGENT, question: asked, threadId, token, signal })) {
    if (event.type === "run") {
      threadId = event.threadId;
      question.value = "";
      showModel(event);
      continue;
    }
    add(() => turn.show(event));
    const text = spoken(event);
    if (text !== undefined) say(text);
  }
}

/** When one may ask again, in words. */
function later(seconds) {
  if (seconds < 90) return ` Ask again in ${seconds} s.`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.ceil((seconds % 3600) / 60);
  return ` That is in ${hours > 0 ? `${hours} h ` : ""}${minutes} min.`;
}

function explain(turn, error) {
  if (!(error instanceof Problem)) {
    console.error(error);
    return turn.fail("Something went wrong", "Load the page again.");
  }
  const wait = error.retryAfterSeconds === undefined ? "" : later(error.retryAfterSeconds);
  turn.fail(error.message, `${error.detail}${wait}`);
  say(`${error.message}. ${error.detail}${wait}`);
}

async function run() {
  if (running !== undefined || question.value.trim() === "") return;
  running = new AbortController();
  const { signal } = running;
  const turn = new Turn(question.value.trim());
  byId("welcome").hidden = true;
  showRunning(true);
  say("The supervisor is working.");
  add(() => conversation.append(turn.element));
  document.documentElement.scrollTop = document.documentElement.scrollHeight;
  let isRefused = false;
  try {
    await follow(turn, signal);
  } catch (error) {
    isRefused = error.status === 401;
    if (isRefused) turn.element.remove();
    else if (signal.aborted) turn.stop();
    else add(() => explain(turn, error));
  }
  running = undefined;
  showRunning(false);
  question.focus();
  if (isRefused) askForToken();
}

function askForToken() {
  byId("token-title").textContent =
    token === undefined ? "This agent asks for a token" : "That token is not known here";
  token = undefined;
  byId("token-value").value = "";
  byId("token").showModal();
}

function startAgain() {
  threadId = undefined;
  for (const turn of conversation.querySelectorAll(".turn")) turn.remove();
  byId("welcome").hidden = false;
  showRunning(false);
  question.focus();
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  run();
});
byId("stop").addEventListener("click", () => running?.abort());
byId("again").addEventListener("click", startAgain);
byId("examples").addEventListener("click", ({ target }) => {
  if (target.tagName !== "BUTTON") return;
  question.value = target.textContent;
  run();
});
byId("token-cancel").addEventListener("click", () => byId("token").close());
byId("token")
  .querySelector("form")
  .addEventListener("submit", () => {
    token = byId("token-value").value;
    run();
  });
question.focus();
