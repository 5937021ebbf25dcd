import { pageOf } from './see.ts';
import { lastAnswer, type Answer, type PlaceOfSite, type SiteSeen, type Step, type Visit } from './seen.ts';

export interface AnswerAt extends Answer {
  readonly url: string;
  readonly address?: string;
}
const answerAt = (step: Step | undefined): AnswerAt | undefined => {
  if (step?.outcome.ok !== true) return undefined;
  const { url, address } = step;
  return { ...step.outcome.answer, url, ...(address === undefined ? {} : { address }) };
};
const leadsOn = ({ steps, end }: Visit): boolean => steps.length > 1 || end !== 'answer';

/**
 * The answers of a site by their place. `page`, first: where the visit over https ended, else that over http; where neither came to
 * a page, the last answer there was. `redirect`: the first answer on the way over https, and that over http.
 */
export const answersOf = (seen: SiteSeen): readonly (AnswerAt & { readonly place: PlaceOfSite })[] => {
  const { secure, plain, missing, asset } = seen;
  const visits = plain === undefined ? [secure] : [secure, plain];
  const page = pageOf(seen) ?? visits.find((visit) => lastAnswer(visit) !== undefined);
  const answers = [
    ['page', page && lastAnswer(page)],
    ['missing', answerAt(missing)],
    ['asset', answerAt(asset)],
    ...visits.map((visit) => ['redirect', leadsOn(visit) ? answerAt(visit.steps[0]) : undefined] as const),
  ] as const;
  return answers.flatMap(([place, answer]) => (answer === undefined ? [] : [{ place, ...answer }]));
};
