/** As pino's loggers do it. */
export interface JiraLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}
