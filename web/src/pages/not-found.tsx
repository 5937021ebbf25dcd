import { router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { usePageTitle } from '../ui/page-title.ts';

export const NotFoundPage = () => {
  const path = useStore(router, (l) => l.path);
  usePageTitle('Not found');
  return (
    <section class="panel">
      <h1 tabindex={-1}>Nothing hangs here</h1>
      <p>
        There is no page at <code>{path}</code>. <a href="/">Back to the overview</a>
      </p>
    </section>
  );
};
