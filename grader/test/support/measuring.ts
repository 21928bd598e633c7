/**
 * For suites that judge what real processes took, and can meet a moment in which the machine is
 * busy: once more then. Vitest names what it ran again.
 */
export const measuring = { retry: 1 } as const;
