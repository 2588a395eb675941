const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** One question, what the team does about it, and the answer. All of it is text: nothing that a run says becomes markup. */
export class Turn {
  #steps = new Map();

  constructor(question) {
    this.element = template("turn");
    const heading = document.createElement("h2");
    heading.textContent = question;
    this.element.prepend(heading);
  }

  /** Shows an event of the run. */
  show(event) {
    switch (event.type) {
      case "step":
        return this.#begin(event.worker, event.task);
      case "tool":
        return this.#tool(event);
      case "text":
        return this.#text(event);
      case "finding":
        return this.#finding(event);
      case "answer":
        return this.#answer(event.text);
      case "done":
        return this.#facts(event);
    }
  }

  /** Shows why there is no answer, or no more of it. */
  fail(title, detail) {
    const problem = document.createElement("div");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    const head = document.createElement("strong");
    head.textContent = title;
    problem.append(head, detail);
    this.element.append(problem);
    this.#rest();
  }

  /** Shows that the run was stopped. */
  stop() {
    const facts = this.#part(".facts");
    facts.textContent = "Stopped.";
    facts.hidden = false;
    this.#rest();
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }

  #begin(worker, task) {
    const step = template("step");
    step.querySelector(".worker").textContent = worker;
    step.querySelector(".task").textContent = task;
    this.#part(".team").append(step);
    this.#steps.set(worker, step);
  }

  #tool({ worker, tool, input }) {
    const chip = document.createElement("li");
    chip.textContent = tool;
    chip.title = input;
    this.#steps.get(worker)?.querySelector(".tools").append(chip);
  }

  #text({ worker, text }) {
    const step = this.#steps.get(worker);
    if (step !== undefined) step.querySelector(".said").append(text);
    else this.#answer(this.#part(".answer").textContent + text);
  }

  #finding({ worker, text }) {
    const step = this.#steps.get(worker);
    if (step === undefined) return;
    step.querySelector(".said").textContent = text;
    step.dataset.state = "done";
    step.querySelector("details").open = false;
  }

  #answer(text) {
    const answer = this.#part(".answer");
    answer.textContent = text;
    answer.hidden = false;
  }

  #facts({ latencyMs, inputTokens, outputTokens, costUsd, unpricedCalls, unmeasuredCalls }) {
    const unknown = unpricedCalls + unmeasuredCalls;
    const facts = this.#part(".facts");
    facts.textContent = [
      `${(latencyMs / 1000).toFixed(1)} s`,
      `${(inputTokens + outputTokens).toLocaleString("en")} tokens`,
      `${costUsd.toFixed(6)} USD`,
      ...(unknown > 0 ? [`and ${unknown} ${unknown === 1 ? "call" : "calls"} of unknown cost`] : []),
    ].join(" · ");
    facts.hidden = false;
    this.#rest();
  }

  /** Nobody works any more. */
  #rest() {
    for (const step of this.#steps.values()) step.dataset.state = "done";
  }
}
