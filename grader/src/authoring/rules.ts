import type { Rule } from "./rule.ts";
import { readmeKeepsTheSecret } from "./rules/giveaways.ts";
import { growthSeparates } from "./rules/growth.ts";
import { hotSpotIsAsPlanted } from "./rules/hot-spot.ts";
import { inputsAreSound } from "./rules/inputs.ts";
import { mutantsAreRefused } from "./rules/mutants.ts";
import { partialsFallShort } from "./rules/partials.ts";
import { referencePasses } from "./rules/reference.ts";
import { starterIsBaseline, starterIsTooSlow } from "./rules/starter.ts";
import { textsArePresent } from "./rules/texts.ts";
import { gradingsFitTheirTime } from "./rules/time-budget.ts";
import { visibleTestsTellRightFromWrong } from "./rules/visible-tests.ts";
import { wrongAnswersAreRefused } from "./rules/wrong-answers.ts";

/** Every rule of a sound exercise, cheap ones first. */
export const rules: readonly Rule[] = [
  textsArePresent,
  readmeKeepsTheSecret,
  starterIsBaseline,
  inputsAreSound,
  mutantsAreRefused,
  visibleTestsTellRightFromWrong,
  hotSpotIsAsPlanted,
  starterIsTooSlow,
  partialsFallShort,
  referencePasses,
  growthSeparates,
  wrongAnswersAreRefused,
  gradingsFitTheirTime,
];
