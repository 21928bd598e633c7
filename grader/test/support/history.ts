import { expect, onTestFinished } from "vitest";
import { SetupError } from "../../src/contract/errors.ts";
import { openStore, type Store } from "../../src/grading/store/store.ts";

/** A store that is closed when the test is over. */
export function storeIn(folder: string, options?: Parameters<typeof openStore>[1]): Store {
  const store = openStore(folder, options);
  onTestFinished(() => store.close());
  return store;
}

/** What is thrown, which must be a SetupError. */
export function setupErrorOf(work: () => unknown): SetupError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    return error as SetupError;
  }
  throw new Error("nothing was thrown");
}
