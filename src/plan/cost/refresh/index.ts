export { changesOf } from "./changes";
export { collectPrices, type Found } from "./collect";
export { fileOf, readFile, refreshed } from "./file";
export { WANTED } from "./wanted";
