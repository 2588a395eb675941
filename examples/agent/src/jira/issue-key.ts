/** Such as FIN-12. */
export const ISSUE_KEY = /^[A-Z][A-Z0-9_]{1,254}-[1-9][0-9]{0,17}$/;
