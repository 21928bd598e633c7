import type { Rule } from "./rule.ts";
import { figuresAreKept } from "./rules/figures-are-kept.ts";
import { readmeKeepsTheSecret } from "./rules/giveaways.ts";
import { placeInCourseIsSound } from "./rules/place-in-course.ts";
import { starterIsBaseline } from "./rules/starter.ts";
import { textsSayTheFigures } from "./rules/stated-figures.ts";
import { idKeepsTheSecret } from "./rules/telling-id.ts";
import { textsArePresent } from "./rules/texts.ts";
import { isAWorkspace } from "./rules/workspace.ts";

/** Rules that only read files: they take no time, and are looked at in every check. */
export const readingRules: readonly Rule[] = [
  textsArePresent,
  readmeKeepsTheSecret,
  idKeepsTheSecret,
  placeInCourseIsSound,
  starterIsBaseline,
  isAWorkspace,
];

/** Rules that read what a check keeps: looked at when it has done so. */
export const keepingRules: readonly Rule[] = [figuresAreKept, textsSayTheFigures];
