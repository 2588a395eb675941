/** Hours a month, as AWS's own calculator counts: 365 days in twelve months. */
export const HOURS = 730;

export const DAYS = HOURS / 24;
