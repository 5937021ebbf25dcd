import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * What our chart never gets to, by how it is set up (src/chart/smoke.ts). It is left out of the page; were it ever
 * reached, it throws, and the tests of the page see that.
 */
const UNUSED: readonly { readonly since: string; readonly functions?: string; readonly methods?: string }[] = [
  { since: 'points have no radius', functions: 'drawPointLegend' },
  {
    since: 'lines are straight',
    functions:
      'splineCurve splineCurveMonotone monotoneAdjust monotoneCompute capBezierPoints _updateBezierControlPoints _steppedLineTo _bezierCurveTo _bezierInterpolation _steppedInterpolation',
  },
  { since: 'nothing is stacked', functions: 'updateStacks applyStack', methods: 'DatasetController.applyStack' },
  {
    since: 'data come parsed',
    functions: 'convertObjectDataToArray',
    methods: 'DatasetController.parsePrimitiveData DatasetController.parseArrayData DatasetController.parseObjectData',
  },
  {
    since: 'axes have no title, and ticks of our own',
    functions: 'titleArgs autoSkip calculateSpacing',
    methods: 'Scale._tickSize formatters.numeric formatters.logarithmic',
  },
  {
    since: 'what is registered stays so',
    methods:
      'TypedRegistry.unregister Registry.remove Registry.removeControllers Registry.removeElements Registry.removePlugins Registry.removeScales Registry.addControllers Registry.addElements Registry.addPlugins Registry.addScales',
  },
  { since: 'no axis is round', functions: 'computeCircularBoundary _angleBetween' },
  {
    since: 'a band reaches from one line to another, in one colour',
    functions:
      'clipVertical clipHorizontal _buildStackLine getLinesBelow addPointsBelow _createBoundaryLine computeBoundary computeLinearBoundary _pointsFromSegments',
  },
  {
    since: 'lines have no stroke: the median is drawn by us',
    functions: 'strokePathDirect strokePathWithCache setStyle',
    methods: 'LineElement.path',
  },
  {
    since: 'each axis is told where it begins and ends',
    methods: 'DatasetController.getMinMax DatasetController.updateRangeFromParsed DatasetController.getAllParsedValues',
  },
  {
    since: 'data are put in whole, and never changed in place',
    methods:
      'DatasetController._onDataSplice DatasetController._onDataPush DatasetController._onDataPop DatasetController._onDataShift DatasetController._onDataUnshift',
  },
  {
    since: 'nothing has a tooltip, and nothing is hidden',
    methods:
      'DatasetController.getLabelAndValue Chart._updateVisibility Chart.hide Chart.show Chart.setDatasetVisibility DatasetController.getStyle LinearScaleBase.getLabelForValue',
  },
  { since: 'segments have no style of their own', functions: 'doSplitByStyles' },
  {
    since: 'the chart listens to no pointer, the page does',
    functions:
      'getNearestItems getAxisItems getIntersectItems evaluateInteractionItems getRelativePosition getCanvasPosition fromNativeEvent createProxyAndListen',
    methods:
      'Chart._eventHandler Chart._handleEvent Chart._getActiveElements Chart.setActiveElements Chart._updateHoverStyles Chart.updateHoverStyle Chart.getElementsAtEventForMode DatasetController._setStyle DatasetController.setHoverStyle DatasetController.removeHoverStyle DatasetController._removeDatasetHoverStyle DatasetController._setDatasetHoverStyle PointElement.inRange PointElement.inXRange PointElement.inYRange PointElement.getCenterPoint',
  },
  {
    since: 'nothing is animated',
    methods:
      'Animations._createAnimations Animations._animateOptions Animation.tick Animation.update Animation.cancel Animation.wait Animation._notify',
  },
];
const named = (what: 'functions' | 'methods'): ReadonlySet<string> =>
  new Set(UNUSED.flatMap((u) => u[what]?.split(' ') ?? []));
const FUNCTIONS = named('functions');
const METHODS = named('methods');
const LEFT_OUT = "{ throw new Error('left out of the page: web/slim.ts') }";

/** A stretch of the source, and what stands there instead. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const found = new Set<string>();
const cut = (name: string, { start, end }: Pick<Cut, 'start' | 'end'>, text = LEFT_OUT): Cut => {
  found.add(name);
  return { start, end, text };
};

/**
 * Chart.js without what nobody draws. Its classes have static fields, and the bundler keeps every class that has some
 * (bars, pies, tooltips: 20 kB); nothing happens when one of them is made, so each may be left out.
 */
export const slimChartJs: Plugin = {
  name: 'plumbline:slim-chart-js',
  buildEnd(error) {
    const gone = [...FUNCTIONS, ...METHODS].filter((name) => !found.has(name));
    if (error === undefined && gone.length > 0) this.error(`Chart.js has no ${gone.join(', ')} any more.`);
  },
  transform: {
    filter: { id: /\/chart\.js\/dist\// },
    handler(code) {
      const cuts = this.parse(code).body.flatMap((node): Cut[] => {
        if (node.type === 'FunctionDeclaration' && node.body !== null && FUNCTIONS.has(node.id?.name ?? ''))
          return [cut(node.id?.name ?? '', node.body)];
        if (node.type === 'VariableDeclaration')
          return node.declarations.flatMap(({ id, init }): Cut[] => {
            if (id.type !== 'Identifier' || init?.type !== 'ObjectExpression') return [];
            return init.properties.flatMap((p): Cut[] => {
              if (p.type !== 'Property' || p.key.type !== 'Identifier') return [];
              const name = `${id.name}.${p.key.name}`;
              return METHODS.has(name) && p.value.type === 'FunctionExpression' && p.value.body !== null
                ? [cut(name, p.value.body)]
                : [];
            });
          });
        if (node.type !== 'ClassDeclaration' || node.id === null) return [];
        const { name } = node.id;
        const methods = node.body.body.flatMap((m): Cut[] =>
          m.type === 'MethodDefinition' && m.key.type === 'Identifier' && METHODS.has(`${name}.${m.key.name}`)
            ? [cut(`${name}.${m.key.name}`, m, '')]
            : [],
        );
        const before = { start: node.start, end: node.start, text: `const ${name} = /* @__PURE__ */ (() => { ` };
        const after = { start: node.end, end: node.end, text: ` return ${name}; })();` };
        return [before].concat(methods, after);
      });
      let made = '';
      let done = 0;
      for (const { start, end, text } of cuts) {
        made += code.slice(done, start) + text;
        done = end;
      }
      return { code: made + code.slice(done), map: null };
    },
  },
};

/** hono/jsx/dom without what it does to title, link, style and script, and to forms whose action is a function. */
export const slimHono: Plugin = {
  name: 'plumbline:slim-hono',
  load: {
    filter: { id: /\/hono\/dist\/jsx\/dom\/intrinsic-element\/components\.js$/ },
    handler: () => 'export const components_exports = {};',
  },
};

/** What the style sheet has of a function (light-dark) that it does not use. */
const withoutLightDark = (css: string): string =>
  css.includes('var(--lightningcss') ? css : css.replaceAll(/--lightningcss-(?:light|dark):[^;]*;/g, '');

/** Once more by another minifier, which finds 1% that the first left; no function is told by its length or made by new. */
export const terse: Plugin = {
  name: 'plumbline:terse',
  generateBundle: {
    // The style sheet comes with the last of vite's own plugins.
    order: 'post',
    async handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset') {
          if (file.fileName.endsWith('.css')) file.source = withoutLightDark(String(file.source));
          continue;
        }
        const { code } = await minify(file.code, {
          module: true,
          ecma: 2020,
          compress: { passes: 6, pure_getters: true, hoist_funs: true, keep_fargs: false, unsafe_arrows: true },
          format: { ecma: 2020 },
        });
        file.code = code ?? file.code;
      }
    },
  },
};

/** Vite's helper for dynamic imports, 1 kB, loads what they want besides: there is one style sheet, and the document has it. */
export const slimVite: Plugin = {
  name: 'plumbline:slim-vite',
  enforce: 'pre',
  load: {
    filter: { id: /vite\/preload-helper\.js$/ },
    handler: () => 'export const __vitePreload = (load) => load();',
  },
};
