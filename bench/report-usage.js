// Loaded into the measured process with --import: writes what it used when it ends.
import { writeFileSync } from 'node:fs';

const file = process.env.CALLQ_BENCH_USAGE_FILE;
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    file,
    JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMegabytes: maxRSS / 1024 }),
  );
});
