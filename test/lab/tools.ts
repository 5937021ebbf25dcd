import { spawnSync } from 'node:child_process';

/** Why a test that wants this tool is skipped; undefined where it is installed. */
export const toolMissing = (tool: string): string | undefined =>
  spawnSync('sh', ['-c', `command -v "$1"`, 'sh', tool]).status === 0
    ? undefined
    : `${tool} is not installed (npm run test:setup)`;
