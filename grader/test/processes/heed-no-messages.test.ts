import childProcess from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { heedNoMessages } from "../../profiling-tools/zero-x/heed-no-messages.ts";

const { spawn } = childProcess;
afterEach(() => {
  childProcess.spawn = spawn;
});

/** Ends well only when its second message can be written. */
const talkative =
  'process.stderr.write("one"); setTimeout(() => process.stderr.write("two"), 200);';

/** Runs it as 0x runs the log processor: whoever reads its messages closes the pipe at the first. */
async function exitCodeOf(...options: readonly string[]): Promise<number> {
  const child = childProcess.spawn(process.execPath, ["-e", talkative, "--", ...options]);
  child.stderr.once("data", () => child.stderr.destroy());
  const [code] = await once(child, "exit");
  return code;
}

it("lets Node's log processor end well whose messages nobody reads to the end", async () => {
  heedNoMessages();
  expect(await exitCodeOf("--prof-process")).toBe(0);
});

it("leaves other programs alone", async () => {
  heedNoMessages();
  expect(await exitCodeOf()).toBe(1);
});
