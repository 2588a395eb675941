/** More than a megabyte of code, to be imported where something is laid out and nowhere else. */
export { default as Elk } from "elkjs/lib/elk.bundled.js";
