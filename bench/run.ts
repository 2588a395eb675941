/**
 * `npm run bench`: what synthesis costs. `npm run bench -- tracing [--quick]`: what tracing costs. `npm run bench -- report [--quick]`: what
 * a report of a plan costs.
 */
const [topic = "synth", ...args] = process.argv.slice(2);

if (topic === "synth") {
  await import("./synth");
} else if (topic === "tracing" && args.every((each) => each === "--quick")) {
  const { benchTracing } = await import("./tracing/bench");
  process.exitCode = (await benchTracing({ isQuick: args.length > 0 })) ? 0 : 1;
} else if (topic === "report" && args.every((each) => each === "--quick")) {
  const { benchReport } = await import("./report/bench");
  process.exitCode = benchReport({ isQuick: args.length > 0 }) ? 0 : 1;
} else {
  console.error(
    `There is no benchmark "${[topic, ...args].join(" ")}": try "synth", "tracing [--quick]" or "report [--quick]".`,
  );
  process.exitCode = 2;
}

export {};
