import type { Config, ConfigProblem } from '../../config/config.ts';
import type { Loaded } from '../../config/load.ts';

/** What the service made its config of. */
export interface ConfigSource {
  /** As it is run; where others measure, what the file says. Its targets are those of now. */
  readonly config: Config;
  /** Whether the targets were found here. */
  readonly discovered: boolean;
  /** Keys that the command line gave instead of the file. */
  readonly given: readonly string[];
  readonly warnings: readonly ConfigProblem[];
  /** The file as it was read, with what is secret in it; missing where there is none. */
  readonly text?: () => string;
  /** Reads the file once more; missing where there is none. */
  again?(): Promise<Loaded>;
  /** The names of the network devices that there are; missing where nothing is measured here or nobody tells. */
  devices?(): Promise<readonly string[] | undefined>;
}
