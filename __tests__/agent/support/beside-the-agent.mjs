// Preloaded into an agent under test: it ends with whoever started it, also when that was killed, and tells of its memory.
process.on("message", (command) => {
  if (command !== "memory") return;
  globalThis.gc?.();
  process.send({ ...process.memoryUsage(), maxRss: 1024 * process.resourceUsage().maxRSS });
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// the agent ends when it has nothing left to do, as it would without us
process.channel.unref();
