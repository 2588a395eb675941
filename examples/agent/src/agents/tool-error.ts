/** A tool cannot do what it was asked to; the message is for the model, and says what it can. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}
