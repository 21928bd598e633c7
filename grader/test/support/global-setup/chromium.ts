import { demand } from "../requirements.ts";

// Runs once before a suite that needs it.
export const setup = () => demand("chromium");
