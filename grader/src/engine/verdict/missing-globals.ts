const noNetwork = "there is no network; everything is in the arguments";
const noOthers = "do the work in the function itself: nothing runs beside it";

/** What to use in the place of globals that the grader takes away. */
const instead: Readonly<Record<string, string>> = {
  ...namesWith(noNetwork, "fetch WebSocket Request Response Headers FormData"),
  ...namesWith(noNetwork, "MessageEvent CloseEvent ErrorEvent"),
  ...namesWith(noOthers, "MessageChannel MessagePort BroadcastChannel"),
  ...namesWith(noOthers, "CompressionStream DecompressionStream"),
  ...namesWith("keep values in variables", "localStorage sessionStorage Storage"),
  ...namesWith("use crypto.getRandomValues or crypto.randomUUID", "Crypto CryptoKey SubtleCrypto"),
  ...namesWith("use arrays, strings or typed arrays", "Blob File"),
};

function namesWith(text: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, text]));
}

const missing =
  /^(?:(\w+) is not defined|(?:globalThis|global)\.(\w+)(?:\.\w+)* is not a (?:function|constructor))$/;

/** The message of an error, with the reason where a global of Node is missing. */
export function withMissingGlobal(message: string): string {
  const match = missing.exec(message);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined || !Object.hasOwn(globalThis, name)) return message;
  return `${message}: the grader takes Node's ${name} away; ${adviceFor(name)}`;
}

function adviceFor(name: string): string {
  if (name.startsWith("Performance")) return "use performance.now(), performance.mark or measure";
  if (/Stream|QueuingStrategy/.test(name)) return "use arrays or generators";
  return instead[name] ?? "it reaches outside of the exercise";
}
