import { expect, it } from "vitest";
import { allOver } from "../../src/authoring/check/all-over.ts";

it("gives the results in the order of the work, whichever is done first", async () => {
  const late = Promise.withResolvers<string>();
  const both = allOver([late.promise, Promise.resolve("second")]);
  late.resolve("first");
  expect(await both).toEqual(["first", "second"]);
});

it("rejects with what went wrong, and not before all work is over", async () => {
  const late = Promise.withResolvers<string>();
  let isOver = false;
  const other = late.promise.then(() => {
    isOver = true;
  });
  const both = allOver([Promise.reject(new Error("no luck")), other]).catch((error: Error) => ({
    message: error.message,
    isOver,
  }));
  setImmediate(() => late.resolve("done"));
  expect(await both).toEqual({ message: "no luck", isOver: true });
});
