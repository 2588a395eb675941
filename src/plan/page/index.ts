export { type PageOptions, renderPage } from "./page";
export { pageOfPlans } from "./page-of-plans";
