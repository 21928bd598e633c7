import { afterEach, describe, expect, it, vi } from "vitest";
import { demand } from "../support/requirements.ts";

afterEach(() => vi.restoreAllMocks());

describe("what a suite needs and is not there", () => {
  it("is said, with what is skipped and how to get it", () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => {});
    demand("chromium", "", false);
    expect(said.mock.calls.join()).toMatch(
      /SKIPS {2}chromium is not here: tests of pages in a browser are skipped\. .*apt install chromium/,
    );
  });

  it("is a failure where it was meant to be there", () => {
    expect(() => demand("bubblewrap", "chromium,bubblewrap", false)).toThrow(
      /bubblewrap was meant to be here/,
    );
  });

  it("is not a word about what is there", () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => {});
    demand("chromium", "chromium", true);
    expect(said).not.toHaveBeenCalled();
  });
});
