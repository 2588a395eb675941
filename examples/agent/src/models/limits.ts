/** The most that a model may write at once: budgets reserve it before each call. */
export const MAX_OUTPUT_TOKENS = 800;
