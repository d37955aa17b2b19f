// What the plugins of an application declare of the files that they compile.
declare module '*.vue' {
  const component: import('vue').Component;
  export default component;
}

declare module '*.svelte' {
  const component: import('svelte').Component;
  export default component;
}
