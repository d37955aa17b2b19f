// Prints the page of a framework as one module. In a process of its own: the bundler does not work inside jest's.
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const pages = {
  react: 'react-page.tsx',
  vue: 'vue-page.ts',
  svelte: 'svelte-page.ts',
  angular: 'angular-page.ts',
};

/** What the plugins for a bundler do, as little as a page needs. */
const compilers = {
  vue: async (code, id) => {
    const { compileScript, parse } = await import('vue/compiler-sfc');
    const { isWebGearPlayer } = await import('nestjs-webgear-rtc/player/vue');
    const { descriptor } = parse(code, { filename: id });
    const compilerOptions = { isCustomElement: isWebGearPlayer };
    return compileScript(descriptor, { id, inlineTemplate: true, templateOptions: { compilerOptions } })
      .content;
  },
  svelte: async (code, id) => {
    const { compile } = await import('svelte/compiler');
    return compile(code, { filename: id, generate: 'client' }).js.code;
  },
};

const { output } = await build({
  input: fileURLToPath(new URL(pages[process.argv[2]], import.meta.url)),
  platform: 'browser',
  plugins: [
    {
      name: 'components',
      transform: {
        filter: { id: /\.(vue|svelte)$/ },
        handler: async (code, id) => ({
          code: await compilers[id.split('.').at(-1)](code, id),
          moduleType: 'js',
        }),
      },
    },
  ],
  transform: {
    decorator: { legacy: true },
    jsx: 'react-jsx',
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  },
  output: { format: 'esm', codeSplitting: false, minify: true },
  write: false,
});
process.stdout.write(output[0].code);
