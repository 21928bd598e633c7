/** What Node's permission model keeps from a submission, by the option that Node would name. */
const kept: Readonly<Record<string, string>> = {
  "fs-read": "reading files other than its input",
  "fs-write": "writing files other than those that it is asked for",
  "child-process": "starting a process",
  worker: "starting a worker",
  net: "the network",
  addons: "native addons",
  wasi: "WASI",
  inspector: "the inspector",
  ffi: "native code",
};

const restricted =
  /(?:\w+ ERR_ACCESS_DENIED )?Access to this API has been restricted\. Use --allow-([\w-]+) to manage permissions\./;
const disabled =
  /(?:fs\.)?(\w+) API (?:is disabled when Permission Model is enabled|requires full .*)\./;

/** Calls that make sure of what is on the disk, which nobody needs here. */
const needless = /^(?:fsync|fdatasync)$/;

/** A message without the options of Node that it may advise: a submission has no say in them. */
export function withoutNodesAdvice(message: string): string {
  return message
    .replace(restricted, (_, option: string) => notAllowed(kept[option] ?? option))
    .replace(disabled, (_, call: string) =>
      needless.test(call) ? `${notAllowed(call)}; leave it out` : notAllowed(call),
    );
}

const notAllowed = (what: string) => `the grader does not allow ${what}`;
