import { describe, expect, it } from "vitest";
import { contextOf } from "../../src/authoring/check/context.ts";
import type { Instruments } from "../../src/authoring/check/rule.ts";
import { readmeKeepsTheSecret } from "../../src/authoring/check/rules/giveaways.ts";
import { inputsAreSound } from "../../src/authoring/check/rules/inputs.ts";
import { courseRoot } from "../../src/course/exercises/course.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";

describe("each exercise of this course", async () => {
  const loaded = await loadCourse(courseRoot);

  it.each(loaded.exercises)(
    "has sound inputs, and a README that keeps the secret: $id",
    (exercise) => {
      const context = contextOf(loaded, exercise, {} as Instruments);
      const findings = [...inputsAreSound(context), ...readmeKeepsTheSecret(context)];
      expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    },
  );
});
