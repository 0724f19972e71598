// The search engine in a thread of its own: [number, question's kind, question] in, [number, answer or error] out.
import { Engine } from "./engine.js";

export function serve() {
  let engine;
  addEventListener("message", async ({ data: [number, name, question] }) => {
    if (name === "open") {
      engine = new Engine(question);
      return;
    }
    try {
      postMessage([number, await engine.run(name, question)]);
    } catch (failure) {
      postMessage([number, undefined, String(failure)]);
    }
  });
}
