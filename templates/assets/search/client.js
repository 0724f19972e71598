// Asks the engine, which runs in a worker: this very script, without a page, is the worker's too.

/** One engine for a page; its thread starts with the first question. */
export class Client {
  /** @param {string} base address of the folder `search/` */
  constructor(base) {
    this.base = base;
    this.number = 0;
    this.waiting = new Map();
  }

  /**
   * @param {"facets" | "search" | "why" | "places"} name
   * @param {object} [question]
   * @returns {Promise<any>}
   */
  ask(name, question = {}) {
    this.worker ??= this.start();
    const number = ++this.number;
    this.worker.postMessage([number, name, question]);
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }));
  }

  start() {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.addEventListener("message", ({ data: [number, answer, failure] }) => {
      const { resolve, reject } = this.waiting.get(number);
      this.waiting.delete(number);
      if (failure) reject(new Error(failure));
      else resolve(answer);
    });
    worker.postMessage([0, "open", this.base]);
    return worker;
  }
}
