#!/usr/bin/env -S node --
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('CallQ is not built yet. Run: npm ci && npm run build');
  process.exitCode = 2;
}
