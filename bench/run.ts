/**
 * `npm run bench`: synthesis and the loop, into docs/performance.md. `npm run bench -- tracing [--quick]`: what tracing costs. `npm run bench --
 * report [--quick]`: what a report of a plan costs.
 */
const [topic = "performance", ...args] = process.argv.slice(2);

if (topic === "performance" && args.length === 0) {
  const { benchPerformance } = await import("./performance");
  process.exitCode = (await benchPerformance()) ? 0 : 1;
} else if (topic === "tracing" && args.every((each) => each === "--quick")) {
  const { benchTracing } = await import("./tracing/bench");
  process.exitCode = (await benchTracing({ isQuick: args.length > 0 })) ? 0 : 1;
} else if (topic === "report" && args.every((each) => each === "--quick")) {
  const { benchReport } = await import("./report/bench");
  process.exitCode = benchReport({ isQuick: args.length > 0 }) ? 0 : 1;
} else {
  console.error(
    `There is no benchmark "${[topic, ...args].join(" ")}": try "tracing [--quick]" or "report [--quick]".`,
  );
  process.exitCode = 2;
}

export {};
