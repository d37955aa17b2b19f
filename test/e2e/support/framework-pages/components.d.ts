// What the plugins of an application declare of the files that they compile.
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  export { component as default };
}

declare module '*.svelte' {
  import type { Component } from 'svelte';

  const component: Component;
  export { component as default };
}
