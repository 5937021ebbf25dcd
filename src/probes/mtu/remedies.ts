import { PLATFORMS, remedyFor, remedyText } from '../../diagnose/remedy/remedy.ts';
import type { Report } from './report.ts';

/** What to do about what was found: for each platform that lines can be written for, else in words under `general`. */
export const remediesOf = (
  report: Pick<Report, 'verdict' | 'ways'>,
): readonly { readonly platform: string; readonly text: string }[] => {
  if (report.verdict.severity === 'info') return [];
  const all = PLATFORMS.flatMap((platform) => {
    const remedy = remedyFor(report, platform);
    return remedy.recipe === undefined ? [] : [{ platform, text: remedyText(remedy) }];
  });
  return all.length > 0 ? all : [{ platform: 'general', text: remedyText(remedyFor(report)) }];
};
